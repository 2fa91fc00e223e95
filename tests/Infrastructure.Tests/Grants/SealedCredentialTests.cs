using System.Security.Cryptography;
using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Grants;

public sealed class SealedCredentialTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private readonly IKeyRing _ring = fixture.Platform.Get<IKeyRing>();

    [Fact]
    public void A_box_opens_under_its_own_tenant_grant_purpose_and_generation_only()
    {
        var tenant = Support.Grants.ATenant();
        var key = GrantKey.Generate();
        var grant = Support.Grants.Connection(tenant).After;
        var sealedCredential = SealedCredential.Seal(tenant, grant, key, Support.Grants.Tokens(1), wrappedKey: []);

        sealedCredential.Open(tenant, key).Should().Be(Support.Grants.Tokens(1));
        var swapped = sealedCredential with { RefreshToken = sealedCredential.AccessToken, AccessToken = sealedCredential.RefreshToken };
        foreach (var moved in new[] { sealedCredential with { Id = Guid.NewGuid() }, sealedCredential with { Generation = 2 }, swapped })
        {
            moved.Invoking(box => box.Open(tenant, key)).Should().Throw<CryptographicException>();
        }

        sealedCredential.Invoking(box => box.Open(Support.Grants.ATenant(), key)).Should().Throw<CryptographicException>();
        sealedCredential.Invoking(box => box.Open(tenant, GrantKey.Generate())).Should().Throw<CryptographicException>();
    }

    [Fact]
    public void A_data_key_is_unwrapped_for_its_own_tenant_and_grant_only()
    {
        var (tenant, grant, key) = (Support.Grants.ATenant(), Guid.NewGuid(), GrantKey.Generate());
        var wrapped = _ring.Wrap(key, tenant, grant);

        _ring.Unwrap(wrapped, tenant, grant).Material.ToArray().Should().Equal(key.Material.ToArray());
        _ring.Invoking(ring => ring.Unwrap(wrapped, tenant, Guid.NewGuid())).Should().Throw<CryptographicException>();
        _ring.Invoking(ring => ring.Unwrap(wrapped, Support.Grants.ATenant(), grant)).Should().Throw<CryptographicException>();
    }

    [Fact]
    public void The_same_secret_never_makes_the_same_box()
    {
        var key = GrantKey.Generate();
        var secret = Support.Grants.Tokens(1).RefreshToken;

        key.Seal(secret, "context").Should().NotEqual(key.Seal(secret, "context"));
        key.Fingerprint(secret).Should().Be(key.Fingerprint(secret)).And.NotBe(GrantKey.Generate().Fingerprint(secret));
    }
}
