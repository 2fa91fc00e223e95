using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;
using GmailPlatform.Infrastructure.Vault;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GmailPlatform.Infrastructure.Tests.Vault;

/// <summary>The database's owner writes to the key ring: nothing is sealed under, or opened by, what the platform did not write.</summary>
public sealed class ForgedKeyRingTests(Databases databases)
{
    private static readonly TenantId Tenant = Support.Grants.ATenant();
    private static readonly Guid Grant = Guid.NewGuid();

    public static TheoryData<string> Forgeries => [.. ForgedRows.Keys];

    /// <summary>Each makes the row that the owner adds, of the owner's key and the ring's own row.</summary>
    private static readonly Dictionary<string, Func<Guid, string, string>> ForgedRows = new(StringComparer.Ordinal)
    {
        ["an unprotected key with a later activation"] = (id, _) => Key(id, $"<encryption algorithm=\"AES_256_CBC\" /><validation algorithm=\"HMACSHA256\" />{OwnersSecret}"),
        ["a key that the null decryptor opens"] = (id, _) => Key(id, Encrypted(OwnersSecret, typeof(NullXmlDecryptor).AssemblyQualifiedName!)),
        ["a decryptor of another assembly"] = (id, _) => Key(id, Encrypted(OwnersSecret, "System.Diagnostics.Process, System.Diagnostics.Process")),
        ["a key under the owner's master key"] = (id, _) => Key(id, Encrypted(UnderForeignMasterKey(), typeof(MasterKeyXmlDecryptor).AssemblyQualifiedName!)),
        ["a deserializer that is not allowed"] = (id, _) => Key(id, Encrypted(OwnersSecret, typeof(MasterKeyXmlDecryptor).AssemblyQualifiedName!), "System.Activator, System.Runtime"),
        ["a copy of the ring's key under another id"] = (id, own) => Regex.Replace(own, "id=\"[0-9a-f-]{36}\"", $"id=\"{id}\"", RegexOptions.NonBacktracking),
        ["an unknown element"] = (_, _) => "<surprise />",
        ["a text that is no XML"] = (_, _) => "<key",
        ["a document type with entities"] = (id, _) => $"<!DOCTYPE key [<!ENTITY a \"aaaa\">]>{Key(id, OwnersSecret)}",
    };

    private const string OwnersSecret = "<masterKey xmlns:p4=\"http://schemas.asp.net/2015/03/dataProtection\" p4:requiresEncryption=\"true\"><value>cHViaWNseSBrbm93biBrZXkgbWF0ZXJpYWwgb2YgdGhlIG93bmVyISEhcHViaWNseSBrbm93biBrZXkgbWF0ZXJpYWwgb2YgdGhlIG93bmVyISEh</value></masterKey>";

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task S3_A_forged_row_of_the_key_ring_seals_and_opens_nothing_and_is_named(string forgery)
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var (key, own) = await FirstKeyAsync(platform);
        // Without a code, with one that was copied, and with one that was made up.
        var forged = new[] { null, own.Mac, new string('0', 64) }.Select(mac => (Id: Guid.NewGuid(), Mac: mac)).ToList();
        foreach (var (id, mac) in forged)
        {
            await platform.OwnerInsertsAsync($"key-{id}", ForgedRows[forgery](id, own.Xml), mac);
        }

        await LookAgainAsync();
        (await platform.ActiveKeyAsync()).Should().Be(key);
        Wrapped(platform).AsSpan(4, 16).SequenceEqual(key.ToByteArray()).Should().BeTrue("values are sealed under the authentic key only");
        foreach (var (id, _) in forged)
        {
            await ShouldBeNamedAsync(platform, $"key-{id}");
            platform.Get<SealingKeys>().Current().Opens(id).Should().BeFalse();
        }

        await platform.SqlAsync($"delete from gmailplatform.key_ring where id not in ('integrity', 'key-{key}') returning 1");
        await LookAgainAsync();
        (await HealthAsync(platform)).Status.Should().Be(HealthStatus.Healthy, "the forged row is gone");
    }

    [Theory]
    [InlineData("activationDate", "<activationDate>[^<]*", "<activationDate>2999-01-01T00:00:00Z")]
    [InlineData("creationDate", "<creationDate>[^<]*", "<creationDate>1999-01-01T00:00:00Z")]
    [InlineData("expirationDate", "<expirationDate>[^<]*", "<expirationDate>2999-01-01T00:00:00Z")]
    [InlineData("descriptor", "AES_256_CBC", "AES_128_CBC")]
    [InlineData("decryptor", "decryptorType=\"[^\"]*", "decryptorType=\"System.Object, System.Runtime")]
    [InlineData("an added comment", "</key>", "<!-- x --></key>")]
    public async Task S3_An_edited_row_does_not_seal_or_open_on_a_node_that_starts_with_it(string what, string pattern, string replacement)
    {
        var (database, sealing) = (await databases.CreateAsync(), KeyRingTests.AMasterKey());
        await using var running = await Platform.StartAsync(database, sealing);
        var (first, _) = await FirstKeyAsync(running);
        var wrapped = Wrapped(running);
        await running.RotateAsync();
        (await running.SqlAsync($"update gmailplatform.key_ring set xml = regexp_replace(xml, '{pattern}', '{replacement}') where id = 'key-{first}' returning xml"))
            .Single().Should().Contain(replacement, what);

        await using var started = await Platform.StartAsync(database, sealing);

        started.Get<IKeyRing>().Invoking(ring => ring.Unwrap(wrapped, Tenant, Grant)).Should().Throw<SealingKeyMissingException>().Which.KeyId.Should().Be(first);
        (await started.ActiveKeyAsync()).Should().NotBe(first);
        await ShouldBeNamedAsync(started, $"key-{first}");
        await LookAgainAsync();
        running.Get<IKeyRing>().Unwrap(wrapped, Tenant, Grant).Material.Length.Should().Be(32, "the edit does not reach the key that this process read");
        await ShouldBeNamedAsync(running, $"key-{first}");
    }

    [Fact]
    public async Task S3_Rows_do_not_change_places_and_a_forged_revocation_revokes_nothing()
    {
        var (database, sealing) = (await databases.CreateAsync(), KeyRingTests.AMasterKey());
        await using var running = await Platform.StartAsync(database, sealing);
        var (first, _) = await FirstKeyAsync(running);
        var second = await running.RotateAsync();
        await running.OwnerInsertsAsync("revocation-all", "<revocation version=\"1\"><revocationDate>2999-01-01T00:00:00Z</revocationDate><key id=\"*\" /></revocation>", mac: null);
        await using var started = await Platform.StartAsync(database, sealing);
        (await started.ActiveKeyAsync()).Should().Be(second);
        await ShouldBeNamedAsync(started, "revocation-all");

        await running.SqlAsync($"""
            update gmailplatform.key_ring one set xml = other.xml, mac = other.mac from gmailplatform.key_ring other
            where one.id in ('key-{first}', 'key-{second}') and other.id in ('key-{first}', 'key-{second}') and one.id <> other.id returning 1
            """);

        await using var late = await Platform.StartAsync(database, sealing);
        late.Get<IKeyRing>().Invoking(ring => ring.Wrap(GrantKey.Generate(), Tenant, Grant)).Should().Throw<SealingKeyMissingException>();
        await ShouldBeNamedAsync(late, $"key-{first}");
        await ShouldBeNamedAsync(late, $"key-{second}");
    }

    [Fact]
    public async Task S3_A_running_node_does_not_go_back_to_an_older_key_whose_successor_was_deleted()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        await FirstKeyAsync(platform);
        var second = await platform.RotateAsync();
        var row = await platform.LoseKeyAsync(second);
        await LookAgainAsync();

        platform.Get<IKeyRing>().Invoking(ring => ring.Wrap(GrantKey.Generate(), Tenant, Grant)).Should().Throw<SealingKeyMissingException>().Which.KeyId.Should().Be(second);

        await platform.BringBackKeyAsync(second, row);
        await LookAgainAsync();
        Wrapped(platform).AsSpan(4, 16).SequenceEqual(second.ToByteArray()).Should().BeTrue();
    }

    [Fact]
    public async Task S3_The_integrity_key_cannot_be_replaced_removed_or_adopted_anew()
    {
        var (database, sealing) = (await databases.CreateAsync(), KeyRingTests.AMasterKey());
        await using (var platform = await Platform.StartAsync(database, sealing))
        {
            await FirstKeyAsync(platform);
            await platform.SqlAsync("delete from gmailplatform.key_ring where id = 'integrity' returning 1");
        }

        await using var started = await Platform.StartAsync(database, sealing);
        (await started.SqlAsync("select id from gmailplatform.key_ring where id = 'integrity'")).Should().BeEmpty("the migration does not make a second one");
        started.Get<IKeyRing>().Invoking(ring => ring.Wrap(GrantKey.Generate(), Tenant, Grant)).Should().Throw<SealingKeyMissingException>();
        await ShouldBeNamedAsync(started, "integrity");

        // The ring of another installation under the same master key, or of this one before it was emptied.
        await started.SqlAsync("create table gmailplatform_old as select * from gmailplatform.key_ring; delete from gmailplatform.key_ring returning 1");
        await using var emptied = await Platform.StartAsync(database, sealing);
        await emptied.SqlAsync("insert into gmailplatform.key_ring select * from gmailplatform_old returning 1");
        await LookAgainAsync();
        var (old, _) = await KeyAsync(emptied);
        emptied.Get<SealingKeys>().Current().Opens(old).Should().BeFalse("the code of a row names the integrity key that it was written under");
        await ShouldBeNamedAsync(emptied, $"key-{old}");
    }

    [Theory]
    [InlineData("born authenticated")]
    [InlineData("adopted from an earlier version")]
    [InlineData("protected anew")]
    public async Task S3_A_ring_whose_codes_were_taken_off_does_not_pass_for_one_of_an_earlier_version(string ring)
    {
        var (database, sealing) = (await databases.CreateAsync(), KeyRingTests.AMasterKey());
        await using (var platform = await Platform.StartAsync(database, sealing))
        {
            await FirstKeyAsync(platform);
            if (ring.StartsWith("adopted", StringComparison.Ordinal))
            {
                await platform.AsBeforeAuthenticationAsync();
            }
        }

        await using (var platform = await Platform.StartAsync(database, sealing))
        {
            if (ring.StartsWith("protected", StringComparison.Ordinal))
            {
                await platform.SendAsync(new ProtectKeyRing());
            }

            (await HealthAsync(platform)).Status.Should().Be(HealthStatus.Healthy);
            await platform.SqlAsync("delete from gmailplatform.key_ring where id = 'integrity' returning 1");
            await platform.SqlAsync("update gmailplatform.key_ring set mac = null returning 1");
        }

        await using var migrated = await Platform.StartAsync(database, sealing);

        (await migrated.SqlAsync("select id from gmailplatform.key_ring where id = 'integrity'")).Should().BeEmpty("a second integrity key would adopt every document that the owner planted");
        migrated.Get<IKeyRing>().Invoking(keys => keys.Wrap(GrantKey.Generate(), Tenant, Grant)).Should().Throw<SealingKeyMissingException>();
        await ShouldBeNamedAsync(migrated, "integrity");
    }

    [Fact]
    public async Task S3_The_form_of_a_sealed_key_is_bound_by_its_seal()
    {
        var (database, sealing) = (await databases.CreateAsync(), KeyRingTests.AMasterKey());
        await using (var platform = await Platform.StartAsync(database, sealing))
        {
            await FirstKeyAsync(platform);
            await platform.SqlAsync("delete from gmailplatform.key_ring where id = 'integrity' returning 1");
            (await platform.SqlAsync("update gmailplatform.key_ring set mac = null, xml = regexp_replace(xml, ' form=\"[^\"]*\"', '') returning xml")).Single().Should().NotContain("form=");
        }

        await using var migrated = await Platform.StartAsync(database, sealing);

        (await migrated.SqlAsync("select id from gmailplatform.key_ring where id = 'integrity'")).Should().BeEmpty();
    }

    [Fact]
    public async Task S3_A_huge_row_or_one_with_a_name_of_no_key_is_rejected_and_costs_nothing()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        await FirstKeyAsync(platform);
        await platform.OwnerInsertsAsync("key-huge", new string('x', 10_000_000), mac: null);
        await platform.OwnerInsertsAsync("key-" + new string('y', 1_000), "<key/>", mac: null);
        await LookAgainAsync();

        platform.Get<PostgresXmlRepository>().Read().Should().OnlyContain(row => row.Id.Length <= 200 && row.Xml.Length <= 65_536);
        await ShouldBeNamedAsync(platform, "key-huge");
        (await platform.SendAsync(new GetSealingStatus())).Keys.Should().ContainSingle();
    }

    [Fact]
    public async Task S3_A_ring_of_an_earlier_version_is_adopted_once_and_only_what_the_master_key_proves()
    {
        var (database, sealing) = (await databases.CreateAsync(), KeyRingTests.AMasterKey());
        byte[] wrapped;
        await using (var platform = await Platform.StartAsync(database, sealing))
        {
            await FirstKeyAsync(platform);
            wrapped = Wrapped(platform);
            await platform.OwnerInsertsAsync($"key-{Guid.Empty}", ForgedRows["an unprotected key with a later activation"](Guid.Empty, ""), mac: null);
            await platform.AsBeforeAuthenticationAsync();
        }

        await using var wrong = await Platform.StartAsync(database, KeyRingTests.AMasterKey());
        (await wrong.SqlAsync("select id from gmailplatform.key_ring where mac is not null")).Should().BeEmpty("another master key proves nothing");
        await using var migrated = await Platform.StartAsync(database, sealing);

        migrated.Get<IKeyRing>().Unwrap(wrapped, Tenant, Grant).Material.Length.Should().Be(32);
        await ShouldBeNamedAsync(migrated, $"key-{Guid.Empty}");
        await migrated.SqlAsync($"delete from gmailplatform.key_ring where id = 'key-{Guid.Empty}' returning 1");
        await migrated.SqlAsync("update gmailplatform.key_ring set mac = null where id <> 'integrity' returning 1");
        await using var again = await Platform.StartAsync(database, sealing);
        again.Get<IKeyRing>().Invoking(ring => ring.Unwrap(wrapped, Tenant, Grant)).Should().Throw<SealingKeyMissingException>("adoption happens once");
    }

    [Fact]
    public async Task S3_A_ring_under_a_certificate_is_adopted_only_where_the_operator_confirms_it()
    {
        var database = await databases.CreateAsync();
        using var certificate = new CertificateFile();
        byte[] wrapped;
        await using (var platform = await Platform.StartAsync(database, certificate.Sealing))
        {
            await FirstKeyAsync(platform);
            wrapped = Wrapped(platform);
            await platform.AsBeforeAuthenticationAsync();
        }

        await using var unconfirmed = await Platform.StartAsync(database, certificate.Sealing);
        unconfirmed.Get<IKeyRing>().Invoking(ring => ring.Unwrap(wrapped, Tenant, Grant)).Should().Throw<SealingKeyMissingException>();
        await using var confirmed = await Platform.StartAsync(database, [.. certificate.Sealing, ("Sealing:AdoptStoredRows", "true")]);
        confirmed.Get<IKeyRing>().Unwrap(wrapped, Tenant, Grant).Material.Length.Should().Be(32);
        (await HealthAsync(confirmed)).Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task S3_A_key_that_anybody_can_encrypt_for_the_certificate_is_not_used()
    {
        var database = await databases.CreateAsync();
        using var certificate = new CertificateFile();
        await using var platform = await Platform.StartAsync(database, certificate.Sealing);
        var (key, own) = await FirstKeyAsync(platform);
        var published = XElement.Parse(own.Xml).Descendants(XName.Get("X509Certificate", "http://www.w3.org/2000/09/xmldsig#")).Single().Value;
        using var readFromTheRow = X509CertificateLoader.LoadCertificate(Convert.FromBase64String(published));
        var sealedForIt = new CertificateXmlEncryptor(readFromTheRow, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance).Encrypt(XElement.Parse(OwnersSecret));
        var forged = Guid.NewGuid();
        await platform.OwnerInsertsAsync($"key-{forged}", Key(forged, Encrypted(sealedForIt.EncryptedElement.ToString(), sealedForIt.DecryptorType.AssemblyQualifiedName!)), mac: null);
        await LookAgainAsync();

        (await platform.ActiveKeyAsync()).Should().Be(key);
        await ShouldBeNamedAsync(platform, $"key-{forged}");
    }

    private static string Key(Guid id, string parts, string? deserializer = null) => $"""
        <key id="{id}" version="1"><creationDate>2026-01-01T00:00:00Z</creationDate><activationDate>2998-01-01T00:00:00Z</activationDate><expirationDate>2999-01-01T00:00:00Z</expirationDate><descriptor deserializerType="{deserializer ?? typeof(AuthenticatedEncryptorDescriptorDeserializer).AssemblyQualifiedName}"><descriptor>{parts}</descriptor></descriptor></key>
        """;

    private static string Encrypted(string content, string decryptor) =>
        $"<encryption algorithm=\"AES_256_CBC\" /><validation algorithm=\"HMACSHA256\" /><encryptedSecret xmlns=\"http://schemas.asp.net/2015/03/dataProtection\" decryptorType=\"{decryptor}\">{content}</encryptedSecret>";

    private static string UnderForeignMasterKey()
    {
        var options = new SealingOptions { MasterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) };
        return new MasterKeyXmlEncryptor(options).Encrypt(XElement.Parse(OwnersSecret)).EncryptedElement.ToString(SaveOptions.DisableFormatting);
    }

    private static byte[] Wrapped(Platform platform) => platform.Get<IKeyRing>().Wrap(GrantKey.Generate(), Tenant, Grant);

    private static async Task<(Guid Id, KeyRingRow Row)> FirstKeyAsync(Platform platform)
    {
        Wrapped(platform);
        return await KeyAsync(platform);
    }

    private static Task<(Guid Id, KeyRingRow Row)> KeyAsync(Platform platform)
    {
        var row = platform.Get<PostgresXmlRepository>().Read().Single(row => row.IsKey);
        return Task.FromResult((Guid.Parse(row.Id["key-".Length..]), row));
    }

    private static Task LookAgainAsync() => Task.Delay(SealingKeys.Freshness + TimeSpan.FromMilliseconds(200));

    private static async Task ShouldBeNamedAsync(Platform platform, string row)
    {
        var health = await HealthAsync(platform);
        health.Status.Should().Be(HealthStatus.Unhealthy);
        health.Description.Should().Contain(row);
        (await platform.SendAsync(new GetSealingStatus())).RejectedRows.Should().Contain(rejected => rejected.Row == row);
    }

    private static async Task<HealthReportEntry> HealthAsync(Platform platform) =>
        (await platform.Get<HealthCheckService>().CheckHealthAsync(check => check.Name is "keyRing")).Entries["keyRing"];
}
