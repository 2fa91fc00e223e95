using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Infrastructure.Vault.Integrity;
using GmailPlatform.Infrastructure.Vault;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>What an operator does with sealing keys, and what goes wrong with them.</summary>
internal static class Sealing
{
    /// <summary>Sends a request and answers its value.</summary>
    public static async Task<T> SendAsync<T>(this Platform platform, IRequest<Result<T>> request)
        where T : notnull
    {
        var result = await platform.ResultOfAsync(request);
        return result.Succeeded(out var value, out var failure) ? value : throw new InvalidOperationException($"{failure.Code}: {failure.Detail}");
    }

    public static async Task<Result<T>> ResultOfAsync<T>(this Platform platform, IRequest<Result<T>> request)
        where T : notnull
    {
        await using var scope = platform.Get<IServiceScopeFactory>().CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Makes a new active key and answers its id.</summary>
    public static async Task<Guid> RotateAsync(this Platform platform) => (await platform.SendAsync(new RotateSealingKey(OnlyWhenDue: false))).Id;

    /// <summary>Asks for a reseal and does the work of its job.</summary>
    public static async Task<long> ResealAsync(this Platform platform)
    {
        await platform.SendAsync(new StartReseal());
        return (await platform.SendAsync(new ResealCredentials(OnlyAbandoned: false))).Count;
    }

    public static async Task<Guid> ActiveKeyAsync(this Platform platform) => (await platform.SendAsync(new GetSealingStatus())).ActiveKeyId!.Value;

    /// <summary>How many values of all kinds rest under a key.</summary>
    public static async Task<long> CountUnderAsync(this Platform platform, Guid keyId) =>
        (await platform.SendAsync(new GetSealingStatus())).Keys.Where(key => key.Id == keyId).Sum(key => key.Sealed.Values.Sum());

    /// <summary>Loses a key as an incomplete restore does, past the foreign keys that forbid it; answers its row.</summary>
    public static async Task<string> LoseKeyAsync(this Platform platform, Guid keyId) => (await platform.SqlAsync(
        $"set session_replication_role = replica; delete from gmailplatform.key_ring where id = 'key-{keyId}' returning row_to_json(key_ring); set session_replication_role = origin")).Single();

    public static Task BringBackKeyAsync(this Platform platform, Guid keyId, string row) =>
        platform.SqlAsync($"insert into gmailplatform.key_ring select * from json_populate_record(null::gmailplatform.key_ring, $row${row}$row$) where id = 'key-{keyId}' returning id");

    /// <summary>What the owner of the database can do to the key ring.</summary>
    public static async Task OwnerInsertsAsync(this Platform platform, string id, string xml, string? mac)
    {
        await using var command = platform.Get<NpgsqlDataSource>().CreateCommand("insert into gmailplatform.key_ring (id, xml, mac) values ($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(new NpgsqlParameter { Value = xml });
        command.Parameters.Add(new NpgsqlParameter { Value = mac ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Leaves the database as a version left it that did not authenticate what it read.</summary>
    public static async Task AsBeforeAuthenticationAsync(this Platform platform)
    {
        await platform.SqlAsync("delete from gmailplatform.key_ring where id = 'integrity' returning 1");
        foreach (var row in platform.Get<PostgresXmlRepository>().Read())
        {
            await platform.SqlAsync($"update gmailplatform.key_ring set xml = $xml${platform.InFormerForm(row.Xml)}$xml$ where id = '{row.Id}' returning 1");
        }

        await platform.SqlAsync("alter table gmailplatform.key_ring drop column mac");
    }

    /// <summary>The text of a key as earlier versions sealed it under the master key; any other text as it is.</summary>
    private static string InFormerForm(this Platform platform, string xml)
    {
        if (KeyRingFormat.TryParse(xml)?.Descendants("masterKeySealed").SingleOrDefault() is not { } box)
        {
            return xml;
        }

        var root = box.AncestorsAndSelf().Last();
        var services = platform.Get<IServiceProvider>();
        var plaintext = Encoding.UTF8.GetBytes(new MasterKeyXmlDecryptor(services).Decrypt(box).ToString(SaveOptions.DisableFormatting));
        var (nonce, tag, text) = (RandomNumberGenerator.GetBytes(12), new byte[16], new byte[plaintext.Length]);
        using var aes = new AesGcm(platform.Get<IOptions<SealingOptions>>().Value.ReadMasterKey().Material, tag.Length);
        aes.Encrypt(nonce, plaintext, text, tag);
        box.ReplaceWith(new XElement("masterKeySealed", box.Attribute("masterKey"), Convert.ToBase64String([.. nonce, .. tag, .. text])));
        return root.ToString(SaveOptions.DisableFormatting);
    }

    /// <summary>Writes the text of a key as the platform itself would: authenticated. A running node reads it as a new row.</summary>
    public static async Task RewriteKeyAsync(this Platform platform, Guid keyId, Func<string, string> change)
    {
        var (table, authentication) = (platform.Get<PostgresXmlRepository>(), platform.Get<KeyRingAuthentication>());
        var rows = table.Read();
        var (before, integrityId) = (rows.Single(row => row.Id == $"key-{keyId}"), authentication.FindIntegrityId(rows)!.Value);
        var xml = change(before.Xml);
        (await table.TryReplaceAsync([(before, before with { Xml = xml, Mac = authentication.Authenticate(before.Id, xml, integrityId) })], [], CancellationToken.None))
            .Should().BeTrue();
    }

    /// <summary>Everything that may not change while a key is missing.</summary>
    public static async Task<IReadOnlyList<string>> StoredAsync(this Platform platform) =>
    [
        .. await platform.SqlAsync("select t::text from gmailplatform.mt_doc_sealed_credential t order by id"),
        .. await platform.SqlAsync("select t::text from gmailplatform.mt_doc_grant t order by id"),
        .. await platform.SqlAsync("select t::text from gmailplatform.mt_events t order by seq_id"),
        .. await platform.SqlAsync("select t::text from gmailplatform.mt_doc_tenant t order by id"),
    ];
}
