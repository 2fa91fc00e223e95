using System.Security.Cryptography;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Vault;

/// <summary>The key ring rests in the database, sealed by what the configuration names.</summary>
public sealed class KeyRingTests(Databases databases)
{
    private static readonly TenantId Tenant = Support.Grants.ATenant();
    private static readonly Guid Grant = Guid.NewGuid();

    [Fact]
    public async Task Its_rows_hold_no_key_in_the_clear()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        platform.Get<IKeyRing>().Wrap(GrantKey.Generate(), Tenant, Grant);

        var rows = await platform.SqlAsync("select xml from gmailplatform.key_ring where id <> 'integrity'");

        rows.Should().ContainSingle().Which.Should().Contain("masterKeySealed").And.NotContain("<value>").And.NotContain("<masterKey ");
    }

    [Fact]
    public async Task Another_process_with_the_same_master_key_opens_it()
    {
        var (postgres, sealing) = (await databases.CreateAsync(), AMasterKey());
        await using var one = await Platform.StartAsync(postgres, sealing);
        await using var other = await Platform.StartAsync(postgres, sealing);
        var key = GrantKey.Generate();

        var wrapped = one.Get<IKeyRing>().Wrap(key, Tenant, Grant);

        Opened(other, wrapped).Should().Equal(key.Material.ToArray());
        Opened(one, other.Get<IKeyRing>().Wrap(key, Tenant, Grant)).Should().Equal(key.Material.ToArray());
        (await other.SqlAsync("select id from gmailplatform.key_ring where id <> 'integrity'")).Should().ContainSingle();
    }

    [Fact]
    public async Task Another_master_key_fails_clearly_and_leaves_the_ring_as_it_is()
    {
        var (postgres, sealing) = (await databases.CreateAsync(), AMasterKey());
        await using var right = await Platform.StartAsync(postgres, sealing);
        var key = GrantKey.Generate();
        var wrapped = right.Get<IKeyRing>().Wrap(key, Tenant, Grant);
        var before = await right.SqlAsync("select xml from gmailplatform.key_ring where id <> 'integrity'");
        await using var wrong = await Platform.StartAsync(postgres, AMasterKey());

        var wrap = wrong.Get<IKeyRing>().Invoking(ring => ring.Wrap(key, Tenant, Grant)).Should().Throw<Exception>().Which;
        wrong.Get<IKeyRing>().Invoking(ring => ring.Unwrap(wrapped, Tenant, Grant)).Should().Throw<Exception>();

        wrap.Should().BeOfType<SealingKeyMissingException>().Which.IsInRing.Should().BeTrue();
        wrap.Message.Should().Contain("does not open: this server has another master key or certificate");
        await wrong.Get<ISealingKeys>().Awaiting(keys => keys.RotateAsync(CancellationToken.None)).Should().ThrowAsync<SealingKeyMissingException>();
        (await right.SqlAsync("select xml from gmailplatform.key_ring where id <> 'integrity'")).Should().Equal(before);
        await using var restarted = await Platform.StartAsync(postgres, sealing);
        Opened(restarted, wrapped).Should().Equal(key.Material.ToArray());
    }

    [Fact]
    public async Task A_certificate_protects_it_as_well()
    {
        var postgres = await databases.CreateAsync();
        using var mine = new CertificateFile();
        using var strange = new CertificateFile();
        var key = GrantKey.Generate();
        byte[] wrapped;
        await using (var platform = await Platform.StartAsync(postgres, mine.Sealing))
        {
            wrapped = platform.Get<IKeyRing>().Wrap(key, Tenant, Grant);
            (await platform.SqlAsync("select xml from gmailplatform.key_ring where id <> 'integrity'")).Should().ContainSingle().Which.Should().Contain("EncryptedData").And.NotContain("<value>");
        }

        await using var restarted = await Platform.StartAsync(postgres, mine.Sealing);
        Opened(restarted, wrapped).Should().Equal(key.Material.ToArray());
        await using var wrong = await Platform.StartAsync(postgres, strange.Sealing);
        wrong.Get<IKeyRing>().Invoking(ring => ring.Unwrap(wrapped, Tenant, Grant)).Should().Throw<Exception>();
        wrong.Get<IKeyRing>().Invoking(ring => ring.Wrap(key, Tenant, Grant)).Should().Throw<Exception>();
        (await wrong.SqlAsync("select id from gmailplatform.key_ring where id <> 'integrity'")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_previous_master_key_opens_until_the_ring_is_protected_by_the_present_one()
    {
        var (postgres, old, present) = (await databases.CreateAsync(), AMasterKey(), AMasterKey());
        var previous = ("Sealing:PreviousMasterKeys:0", old.Value);
        var key = GrantKey.Generate();
        await using var before = await Platform.StartAsync(postgres, old);
        var wrapped = before.Get<IKeyRing>().Wrap(key, Tenant, Grant);
        await using var between = await Platform.StartAsync(postgres, present, previous);
        Opened(between, wrapped).Should().Equal(key.Material.ToArray());
        await using var after = await Platform.StartAsync(postgres, present);
        after.Get<IKeyRing>().Invoking(ring => ring.Unwrap(wrapped, Tenant, Grant)).Should().Throw<SealingKeyMissingException>("it came too early");

        (await between.SendAsync(new ProtectKeyRing())).Count.Should().Be(1);
        (await between.SendAsync(new ProtectKeyRing())).Count.Should().Be(0, "it is done");

        await Task.Delay(Infrastructure.Vault.SealingKeys.Freshness + TimeSpan.FromMilliseconds(200));
        Opened(after, wrapped).Should().Equal(key.Material.ToArray());
        Opened(before, wrapped).Should().Equal(key.Material.ToArray(), "a node that runs goes on with what it has opened");
        await using var late = await Platform.StartAsync(postgres, old);
        late.Get<IKeyRing>().Invoking(ring => ring.Unwrap(wrapped, Tenant, Grant)).Should().Throw<SealingKeyMissingException>();
    }

    [Fact]
    public async Task The_protection_changes_between_master_keys_and_certificates()
    {
        var (postgres, master) = (await databases.CreateAsync(), AMasterKey());
        using var old = new CertificateFile();
        using var present = new CertificateFile();
        var key = GrantKey.Generate();
        byte[] wrapped;
        await using (var platform = await Platform.StartAsync(postgres, master))
        {
            wrapped = platform.Get<IKeyRing>().Wrap(key, Tenant, Grant);
        }

        await ProtectAsync(wrapped, key, postgres, [.. old.Sealing, ("Sealing:PreviousMasterKeys:0", master.Value)]);
        await ProtectAsync(wrapped, key, postgres, [.. present.Sealing, .. old.AsPrevious]);
        await ProtectAsync(wrapped, key, postgres, [master, .. present.AsPrevious]);

        await using var restarted = await Platform.StartAsync(postgres, master);
        Opened(restarted, wrapped).Should().Equal(key.Material.ToArray());
    }

    private static async Task ProtectAsync(byte[] wrapped, GrantKey key, string postgres, (string Name, string? Value)[] sealing)
    {
        await using var platform = await Platform.StartAsync(postgres, sealing);
        Opened(platform, wrapped).Should().Equal(key.Material.ToArray());
        (await platform.SendAsync(new ProtectKeyRing())).Count.Should().Be(1);
    }

    private static byte[] Opened(Platform platform, byte[] wrapped) => platform.Get<IKeyRing>().Unwrap(wrapped, Tenant, Grant).Material.ToArray();

    internal static (string Name, string? Value) AMasterKey() => ("Sealing:MasterKey", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
}
