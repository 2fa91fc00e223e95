using System.Text;
using System.Text.Json;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Audit.Verification;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>Three grants of two tenants, fourteen events under two checkpoints, and a copy of it all to go back to.</summary>
public sealed class HistoryToTamperWith(Databases databases) : IAsyncLifetime
{
    private static readonly string[] Tables = ["mt_events", "history_leaf_tile", "history_tile", "history_tree", "history_checkpoint", "mt_doc_checkpoint_key"];

    public Platform Platform { get; private set; } = null!;

    /// <summary>Of Ann's and Bob's grants.</summary>
    public TenantId Tenant { get; } = Support.Grants.ATenant();

    public Guid Ann { get; private set; }

    public Guid Bob { get; private set; }

    /// <summary>What a verifier was given in time.</summary>
    public string PublicKeys { get; private set; } = "";

    /// <summary>What a witness kept.</summary>
    public string Witness { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Platform = await Platform.StartAsync(await databases.CreateAsync());
        var (store, tenant, other) = (Platform.Get<IGrantStore>(), Tenant, Support.Grants.ATenant());
        (Ann, Bob) = (await store.ConnectAsync(tenant, "ann@example.com"), await store.ConnectAsync(tenant, "bob@example.com"));
        var third = await store.ConnectAsync(other, "ann@example.com");
        await PublishAsync();
        foreach (var (owner, grant) in new[] { (tenant, Ann), (tenant, Bob), (other, third), (tenant, Ann), (tenant, Bob) })
        {
            await store.TryCommitAsync((await store.HoldAsync(owner, grant)).Refreshed(owner), CancellationToken.None);
        }

        await PublishAsync();
        PublicKeys = string.Join('\n', (await Platform.SendAsync(new ListCheckpointKeys())).Select(key => key.Key));
        await SqlAsync(string.Join(";\n", Tables.Select(table => $"create table public.{table} as table gmailplatform.{table}")));
    }

    public ValueTask DisposeAsync() => Platform.DisposeAsync();

    /// <summary>Does what no application may.</summary>
    public Task TamperAsync(string sql) => SqlAsync(sql);

    public Task RestoreAsync() => SqlAsync(string.Join(
        ";\n", Tables.Select(table => $"delete from gmailplatform.{table}; insert into gmailplatform.{table} select * from public.{table}")));

    public async Task<string> ExportAsync()
    {
        using var output = new MemoryStream();
        await Platform.SendAsync(new ExportHistory(output));
        return Encoding.UTF8.GetString(output.ToArray());
    }

    public static async Task<VerifiedHistory> VerifyAsync(Platform platform, string export, string? publicKeys, string? witness)
    {
        using var lines = new StringReader(export);
        using var witnessed = witness is null ? null : new StringReader(witness);
        return await platform.SendAsync(new VerifyExport(lines, publicKeys, witnessed));
    }

    private async Task PublishAsync()
    {
        var signed = await Platform.SendAsync(new PublishCheckpoint());
        Witness += JsonSerializer.Serialize(new { size = signed.Checkpoint.Size, note = signed.Note }) + "\n";
    }

    /// <summary>Past foreign keys, which no attacker minds.</summary>
    private async Task SqlAsync(string sql)
    {
        await using var command = Platform.Get<NpgsqlDataSource>().CreateCommand($"set session_replication_role = replica; {sql}; set session_replication_role = origin");
        await command.ExecuteNonQueryAsync();
    }
}
