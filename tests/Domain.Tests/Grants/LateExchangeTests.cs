using FsCheck.Xunit;
using GmailPlatform.Domain.Grants;
using static GmailPlatform.Domain.Tests.Grants.GrantExamples;

namespace GmailPlatform.Domain.Tests.Grants;

/// <summary>Exchanges whose tokens waited before they were stored.</summary>
public sealed class LateExchangeTests
{
    private static readonly ScopeSet More = Readonly.With(ScopeSet.Of(ScopeSet.GmailSend));

    [Property]
    public void O2_Whatever_comes_late_changes_no_scope_no_access_token_and_no_time_of_the_later_exchange(bool withRefreshToken, bool grantedMore, byte minutes)
    {
        var grant = ConnectedBy(Noon);
        var late = Exchanged(Noon.AddMinutes(-1 - minutes), grantedMore ? More : Readonly);

        var after = Apply(grant, grant.AddLateExchange(late, withRefreshToken ? Credentials(Noon, Readonly, refreshToken: true) : null, Noon.AddHours(1)));

        after.Should().BeEquivalentTo(new { grant.Scopes, grant.AccessTokenExpiresAt, grant.ExchangedAt, grant.Status, Generation = withRefreshToken ? 2 : 1 });
        after.MissingScopes.Should().BeEquivalentTo(grantedMore ? ScopeSet.Of(ScopeSet.GmailSend) : ScopeSet.Empty);
        after.RefreshTokenExchangedAt.Should().Be(withRefreshToken ? late.ExchangedAt : Noon);
    }

    [Theory]
    [InlineData(-1, true, false)]
    [InlineData(0, false, false)]
    [InlineData(1, false, true)]
    public void O2_An_exchange_is_late_only_where_it_began_before_the_stored_one(int minutes, bool late, bool bringsNewerRefreshToken)
    {
        var grant = ConnectedBy(Noon);

        grant.HasUsableTokensNewerThan(Noon.AddMinutes(minutes)).Should().Be(late);
        grant.HasOlderRefreshTokenThan(Noon.AddMinutes(minutes)).Should().Be(bringsNewerRefreshToken);
        grant.HasUsableTokensNewerThan(null).Should().BeFalse();
        Connected().HasUsableTokensNewerThan(Noon.AddMinutes(minutes)).Should().BeFalse("it is not known when its exchange began");
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void O2_An_end_counts_against_the_exchanges_that_began_before_it_also_after_a_new_consent(int minutes, bool ended)
    {
        var revoked = ConnectedBy(Noon.AddHours(-1)).Then(new Revoke(), Noon);
        var again = Apply(revoked, revoked.Reconnect(Exchanged(Noon.AddMinutes(5), Readonly), Credentials(Noon, Readonly, refreshToken: true), Noon.AddMinutes(5)).Facts());

        revoked.WasRevokedSince(Noon.AddMinutes(minutes)).Should().Be(ended);
        again.WasRevokedSince(Noon.AddMinutes(minutes)).Should().Be(ended);
    }

    [Fact]
    public void O2_A_consent_dates_from_its_exchange_and_not_from_its_commit()
    {
        var grant = Apply(null, Grant.Connect(Guid.NewGuid(), Exchanged(Noon, Readonly), Credentials(Noon, Readonly, refreshToken: true), Noon.AddMinutes(50)).Facts());
        grant.ConsentedAt.Should().Be(Noon);

        var late = Apply(grant, grant.AddLateExchange(Exchanged(Noon.AddMinutes(-5), Readonly), credentials: null, Noon.AddMinutes(55)));
        late.ConsentedAt.Should().Be(Noon, "an older exchange does not make the consent older");

        var again = Apply(late, late.Reconnect(Exchanged(Noon.AddMinutes(57), Readonly), Credentials(Noon, Readonly, refreshToken: true), Noon.AddMinutes(90)).Facts());
        again.ConsentedAt.Should().Be(Noon.AddMinutes(57));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, 0)]
    public void O2_A_stored_consent_without_the_time_of_its_exchange_dates_from_its_commit_and_never_goes_back(int minutes, int expected)
    {
        var grant = ConnectedBy(Noon);

        Apply(grant, [Exchanged(Noon.AddMinutes(minutes), Readonly) with { ExchangedAt = null }]).ConsentedAt.Should().Be(Noon.AddMinutes(expected));
    }

    [Fact]
    public void O2_Googles_word_from_between_the_exchange_and_the_commit_is_not_outdated()
    {
        var storedLate = Apply(null, Grant.Connect(Guid.NewGuid(), Exchanged(Noon, Readonly), Credentials(Noon, Readonly, refreshToken: true), Noon.AddMinutes(50)).Facts());
        var word = new SecurityEvent(Guid.NewGuid(), SecurityEventType.TokensRevoked, Reason: null, Noon.AddMinutes(20));

        Apply(storedLate, storedLate.ReceiveSecurityEvent(word, Noon.AddMinutes(51)).Facts()).Status.Should().Be(GrantStatus.ReauthorizationRequired);
    }

    private static Grant ConnectedBy(DateTimeOffset exchangedAt) =>
        Apply(null, Grant.Connect(Guid.NewGuid(), Exchanged(exchangedAt, Readonly), Credentials(Noon, Readonly, refreshToken: true), exchangedAt).Facts());

    private static CodeExchanged Exchanged(DateTimeOffset at, ScopeSet granted) =>
        new(granted, granted, RefreshTokenReceived: true, IdentitySource.IdToken, LatencyMilliseconds: 100, at) { ExchangedAt = at };

    private static Grant Apply(Grant? grant, IReadOnlyList<GrantEvent> facts) => facts.Aggregate(grant, Grant.Evolve)!;
}
