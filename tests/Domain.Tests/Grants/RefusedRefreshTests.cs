using GmailPlatform.Domain.Grants;
using static GmailPlatform.Domain.Tests.Grants.GrantExamples;

namespace GmailPlatform.Domain.Tests.Grants;

public sealed class RefusedRefreshTests
{
    [Theory]
    [InlineData("invalid_grant", "Token has been expired or revoked.", null, ReauthorizationReason.ExpiredOrRevoked)]
    [InlineData("invalid_grant", "Account has been deleted", null, ReauthorizationReason.AccountDisabled)]
    [InlineData("invalid_grant", "reauth related error (invalid_rapt)", "invalid_rapt", ReauthorizationReason.AdminPolicy)]
    [InlineData("invalid_grant", "reauth related error (rapt_required)", "rapt_required", ReauthorizationReason.AdminPolicy)]
    [InlineData("admin_policy_enforced", null, null, ReauthorizationReason.AdminPolicy)]
    [InlineData("org_internal", null, null, ReauthorizationReason.AdminPolicy)]
    [InlineData("invalid_scope", "Some requested scopes were invalid.", null, ReauthorizationReason.ScopesWithdrawn)]
    [InlineData("invalid_grant", "Bad Request", null, ReauthorizationReason.Unknown)]
    [InlineData("invalid_grant", null, null, ReauthorizationReason.Unknown)]
    [InlineData("something_new", "Google says something new.", "something_newer", ReauthorizationReason.Unknown)]
    public void Googles_words_give_the_reason(string error, string? description, string? subtype, ReauthorizationReason reason) =>
        new RefusedRefresh(error, description, subtype).ReasonFor(Connected(), Noon).Should().Be(reason);

    [Fact]
    public void The_same_words_mean_disuse_from_the_180th_day_without_a_refresh()
    {
        var disused = Noon.AddDays(180);

        ExpiredOrRevoked.ReasonFor(Connected(), disused).Should().Be(ReauthorizationReason.ExpiredUnused);
        ExpiredOrRevoked.ReasonFor(Connected(), disused.AddTicks(-1)).Should().Be(ReauthorizationReason.ExpiredOrRevoked);
    }

    [Fact]
    public void A_refresh_starts_the_days_of_disuse_again()
    {
        var refreshed = Connected().Then(new Refresh(0, Readonly, RefreshToken: false), Noon.AddDays(100));

        ExpiredOrRevoked.ReasonFor(refreshed, Noon.AddDays(200)).Should().Be(ReauthorizationReason.ExpiredOrRevoked);
    }

    [Fact]
    public void The_same_words_mean_the_announced_end_once_that_is_reached()
    {
        var grant = Connected() with { RefreshTokenExpiresAt = Noon.AddDays(7) };

        ExpiredOrRevoked.ReasonFor(grant, Noon.AddDays(7)).Should().Be(ReauthorizationReason.LifetimeEnded);
        ExpiredOrRevoked.ReasonFor(grant, Noon.AddDays(7).AddTicks(-1)).Should().Be(ReauthorizationReason.ExpiredOrRevoked);
    }

    [Fact]
    public void An_announced_end_explains_more_than_disuse()
    {
        var grant = Connected() with { RefreshTokenExpiresAt = Noon.AddDays(7) };

        ExpiredOrRevoked.ReasonFor(grant, Noon.AddDays(365)).Should().Be(ReauthorizationReason.LifetimeEnded);
    }
}
