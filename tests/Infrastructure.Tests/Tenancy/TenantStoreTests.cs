using System.Text;
using System.Text.Json.Nodes;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store.Authentic;
using GmailPlatform.Infrastructure.Tests.Support;
using GmailPlatform.Infrastructure.Vault;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;
using Secret = GmailPlatform.Domain.Secret;

namespace GmailPlatform.Infrastructure.Tests.Tenancy;

/// <summary>Tenants and the secrets of their own Google clients as they rest.</summary>
public sealed class TenantStoreTests(Databases databases)
{
    private const string First = "GOCSPX-the-first-secret";
    private const string Second = "GOCSPX-the-second-secret";

    [Fact]
    public async Task O8_A_tenant_that_an_earlier_version_stored_is_read_and_gets_a_second_secret()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var tenant = await platform.SendAsync(new CreateTenant("Own", ["https://a.example/"], new GoogleClientFile("own-client", new Secret(First), [])));
        await StoreAsEarlierVersionAsync(platform, tenant);

        (await ClientAsync(platform, tenant)).Secrets.Should().Equal(new Secret(First));
        (await platform.SendAsync(new ListClientSecrets(tenant.TenantId))).Should().Equal(new ClientSecretInfo(ClientSecret.LabelOf(new Secret(First)), tenant.CreatedAt));
        (await platform.SendAsync(new RenameTenant(tenant.TenantId, "Renamed", Revision: 0))).Revision.Should().Be(1);
        (await ClientAsync(platform, tenant)).Secrets.Should().Equal(new Secret(First));
        await platform.SendAsync(new AddClientSecret(tenant.TenantId, File("own-client", Second)));

        (await ClientAsync(platform, tenant)).Secrets.Should().Equal(new Secret(Second), new Secret(First));
    }

    [Fact]
    public async Task O8_Two_secrets_rest_sealed_and_are_resealed_together()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var tenant = await platform.SendAsync(new CreateTenant("Own", [], new GoogleClientFile("own-client", new Secret(First), [])));
        await platform.SendAsync(new AddClientSecret(tenant.TenantId, File("own-client", Second)));
        var before = await platform.SqlAsync("select sealing_key, data ->> 'sealedGoogleClientSecret' from gmailplatform.mt_doc_tenant");

        var key = (await platform.SqlAsync("select substr(sealing_key, 5) from gmailplatform.mt_doc_tenant")).Single();
        await platform.SendAsync(new RotateSealingKey(OnlyWhenDue: false));
        var batch = await platform.Get<IEnumerable<ISealedValues>>().OfType<SealedClientSecrets>().Single().ResealAsync(Guid.Parse(key), Guid.Empty, 10, CancellationToken.None);

        batch.Resealed.Should().Be(1);
        (await platform.SqlAsync("select sealing_key, data ->> 'sealedGoogleClientSecret' from gmailplatform.mt_doc_tenant")).Should().NotEqual(before);
        (await ClientAsync(platform, tenant)).Secrets.Should().Equal(new Secret(Second), new Secret(First));
        var stored = string.Join('\n', await platform.SqlAsync("select data::text from gmailplatform.mt_doc_tenant"));
        stored.Should().NotContain(First).And.NotContain(Second);
        stored.Should().NotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Second))[..20]);
    }

    [Fact]
    public async Task O8_A_save_that_is_overtaken_between_its_read_and_its_commit_changes_nothing()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var tenant = await platform.SendAsync(new CreateTenant("Acme", [], Client: null));
        var store = platform.Get<ITenantStore>();

        Task<bool[]> saving;
        await using (var connection = new NpgsqlConnection(platform.Postgres))
        {
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await new NpgsqlCommand("lock table gmailplatform.mt_doc_tenant in share mode", connection, transaction).ExecuteNonQueryAsync();
            saving = Task.WhenAll(Enumerable.Range(0, 5).Select(i => store.TrySaveAsync(tenant.Rename($"Name {i}"), secrets: null, CancellationToken.None)));
            await Eventually.HoldsAsync("all have read and wait for their commit", async () =>
                (await platform.SqlAsync("select count(*) from pg_locks where relation = 'gmailplatform.mt_doc_tenant'::regclass and not granted")) is ["5"]);
            await transaction.CommitAsync();
        }

        var saves = await saving;
        saves.Index().Where(save => save.Item).Should().ContainSingle().Which.Index.Should().Be(NumberOf((await store.FindAsync(tenant.TenantId, CancellationToken.None))!));
    }

    private static int NumberOf(Tenant tenant) => int.Parse(tenant.Name.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static Task<GoogleClient> ClientAsync(Platform platform, Tenant tenant) => platform.Get<IGoogleClients>().ForTenantAsync(tenant.TenantId, CancellationToken.None);

    private static Secret File(string clientId, string secret) => new($$"""{"web":{"client_id":"{{clientId}}","client_secret":"{{secret}}"} }""");

    /// <summary>One bare secret in the box, and no revision.</summary>
    private static async Task StoreAsEarlierVersionAsync(Platform platform, Tenant tenant)
    {
        var row = JsonNode.Parse((await platform.SqlAsync($"select data::text from gmailplatform.mt_doc_tenant where id = '{tenant.Id}'")).Single())!.AsObject();
        row["tenant"]!.AsObject().Remove("revision").Should().BeTrue();
        var protector = platform.Get<IDataProtectionProvider>().CreateProtector("GmailPlatform.Tenancy.GoogleClientSecret", tenant.Id.ToString());
        row["sealedGoogleClientSecret"] = Convert.ToBase64String(protector.Protect(Encoding.UTF8.GetBytes(First)));
        var text = platform.Get<DocumentAuthentication>().Write("tenant", row);
        await platform.SqlAsync($"update gmailplatform.mt_doc_tenant set data = $d${text}$d$ where id = '{tenant.Id}' returning 1");
    }
}
