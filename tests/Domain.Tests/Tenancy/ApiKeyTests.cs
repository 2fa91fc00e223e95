using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Domain.Tests.Tenancy;

public sealed class ApiKeyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_new_key_is_opened_by_its_own_token_and_no_other()
    {
        var (key, token) = Create();
        var (_, otherToken) = Create();

        key.IsOpenedBy(SecretOf(token), Noon).Should().BeTrue();
        key.IsOpenedBy(SecretOf(otherToken), Noon).Should().BeFalse();
    }

    [Fact]
    public void What_is_stored_of_a_key_does_not_open_it()
    {
        var (key, token) = Create();

        key.SecretSha256.Should().NotBe(SecretOf(token).Reveal());
        key.IsOpenedBy(new Secret(key.SecretSha256), Noon).Should().BeFalse();
    }

    [Fact]
    public void A_key_works_until_the_moment_it_expires()
    {
        var (key, token) = Create(expiresAt: Noon.AddDays(1));

        key.IsOpenedBy(SecretOf(token), Noon.AddDays(1).AddTicks(-1)).Should().BeTrue();
        key.IsOpenedBy(SecretOf(token), Noon.AddDays(1)).Should().BeFalse();
    }

    [Fact]
    public void A_revoked_key_is_closed_from_the_first_moment_it_was_revoked()
    {
        var (key, token) = Create();

        var revoked = key.Revoke(Noon).Revoke(Noon.AddDays(1));

        revoked.RevokedAt.Should().Be(Noon);
        revoked.IsOpenedBy(SecretOf(token), Noon).Should().BeFalse();
    }

    [Fact]
    public void A_new_key_has_a_trimmed_name_and_each_permission_once() =>
        Create().Key.Should().BeEquivalentTo(new { Name = "backend", Permissions = new[] { Permission.GrantsRead, Permission.MailRead } });

    [Fact]
    public void The_token_names_its_key_and_prints_as_nothing()
    {
        var (key, token) = Create();

        token.Reveal().Should().MatchRegex("^gp_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$").And.Contain(key.Id);
        token.ToString().Should().Be("[secret]");
    }

    private static (ApiKey Key, Secret Token) Create(DateTimeOffset? expiresAt = null) =>
        ApiKey.Create(TenantId.New(Noon), " backend ", [Permission.GrantsRead, Permission.MailRead, Permission.GrantsRead], expiresAt, Noon);

    private static Secret SecretOf(Secret token) => ApiKeyToken.Parse(token.Reveal())!.Secret;
}
