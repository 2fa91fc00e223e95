using GmailPlatform.Domain.Grants;
using static GmailPlatform.Domain.Tests.Grants.GrantExamples;

namespace GmailPlatform.Domain.Tests.Grants;

public sealed class GrantTests
{
    private static readonly DateTimeOffset Later = Noon.AddHours(1);

    [Fact]
    public void Connecting_records_the_connection_the_exchange_and_the_stored_credentials()
    {
        var facts = new Consent(Readonly, Readonly, RefreshToken: true).Connect(Noon).Facts();

        facts.Select(fact => fact.GetType()).Should().Equal(typeof(GrantConnected), typeof(CodeExchanged), typeof(CredentialsStored));
        facts[2].Should().BeEquivalentTo(new
        {
            Generation = 1,
            RefreshToken = RefreshTokenOrigin.Received,
            RefreshTokenFingerprint = "b0b1b2b3b4b5b6b7",
            At = Noon,
        });
    }

    [Fact]
    public void A_connected_grant_is_active_and_knows_its_dates_and_scopes()
    {
        Connected().Should().BeEquivalentTo(new
        {
            Status = GrantStatus.Active,
            Generation = 1,
            Scopes = Readonly,
            ConnectedAt = Noon,
            AccessTokenExpiresAt = Noon.AddSeconds(3599),
            RefreshTokenUsedAt = Noon,
        });
    }

    [Fact]
    public void An_unticked_scope_is_named_as_missing()
    {
        var grant = Connected().Then(new Consent(Readonly, Readonly.Without(ScopeSet.Of(ScopeSet.GmailReadonly)), RefreshToken: false), Later);

        grant.MissingScopes.Should().Equal(ScopeSet.GmailReadonly);
    }

    [Fact]
    public void A_consent_that_changes_the_scopes_says_which_came_and_which_went()
    {
        var granted = ScopeSet.Of(ScopeSet.OpenId, ScopeSet.Email, ScopeSet.GmailModify);

        var facts = new Consent(granted, granted, RefreshToken: true).Decide(Connected(), Later).Facts();

        facts.Should().ContainSingle(fact => fact is ScopesChanged).Which.Should().Be(
            new ScopesChanged(ScopeSet.Of(ScopeSet.GmailModify), ScopeSet.Of(ScopeSet.GmailReadonly), Later));
    }

    [Fact]
    public void A_consent_without_a_refresh_token_keeps_the_stored_one_and_its_dates()
    {
        var consent = new Consent(Readonly, Readonly, RefreshToken: false);

        consent.Decide(Failing(), Later).Facts().OfType<CredentialsStored>().Single().RefreshToken.Should().Be(RefreshTokenOrigin.Kept);
        Failing().Then(consent, Later).Should().BeEquivalentTo(new { Status = GrantStatus.Active, Generation = 2, RefreshTokenUsedAt = Noon });
    }

    [Fact]
    public void The_end_that_Google_announced_stays_with_the_refresh_token_it_belongs_to()
    {
        var end = Noon.AddDays(7);
        var exchanged = new CodeExchanged(Readonly, Readonly, true, IdentitySource.UserInfo, 100, Noon);
        var connected = Grant.Connect(Guid.NewGuid(), exchanged, Credentials(Noon, Readonly, refreshToken: true) with { RefreshTokenExpiresAt = end }, Noon)
            .Facts().Aggregate((Grant?)null, Grant.Evolve)!;

        connected.Then(new Consent(Readonly, Readonly, RefreshToken: false), Later).RefreshTokenExpiresAt.Should().Be(end);
        connected.Then(new Consent(Readonly, Readonly, RefreshToken: true), Later).RefreshTokenExpiresAt.Should().BeNull();
    }

    [Theory]
    [InlineData(GrantStatus.ReauthorizationRequired)]
    [InlineData(GrantStatus.Revoked)]
    public void A_consent_with_a_refresh_token_revives_an_ended_grant_and_says_where_it_stood(GrantStatus status)
    {
        var ended = status is GrantStatus.Revoked ? Revoked() : Refused();
        var consent = new Consent(Readonly, Readonly, RefreshToken: true);

        consent.Decide(ended, Later).Facts()[0].Should().Be(new GrantReconnected(status, Later));
        ended.Then(consent, Later).Should().BeEquivalentTo(new { ended.Id, Status = GrantStatus.Active, Reason = (ReauthorizationReason?)null });
    }

    [Fact]
    public void A_refresh_records_its_latency_its_fingerprints_and_the_new_expiry()
    {
        var grant = Connected();

        var facts = grant.Refresh(1, Credentials(Later, Readonly, refreshToken: false), latencyMilliseconds: 80, Later).Facts();

        facts.Should().Equal(new AccessTokenRefreshed(2, Later.AddSeconds(3599), "a0a1a2a3a4a5a6a7", NewRefreshTokenFingerprint: null, 80, Later));
        facts.Aggregate<GrantEvent, Grant?>(grant, Grant.Evolve)!.RefreshTokenUsedAt.Should().Be(Later);
    }

    [Fact]
    public void A_refresh_token_that_Google_rotates_is_recorded_by_its_fingerprint() =>
        new Refresh(0, Readonly, RefreshToken: true).Decide(Connected(), Later).Facts()
            .OfType<AccessTokenRefreshed>().Single().NewRefreshTokenFingerprint.Should().Be("b0b1b2b3b4b5b6b7");

    [Fact]
    public void Failures_in_a_row_are_counted_from_the_first_and_put_the_retry_off()
    {
        var once = Connected().Then(new FailRefresh(0, null, 0), Later);
        var twice = once.Then(new FailRefresh(0, TimeSpan.FromMinutes(5), 0), Later.AddSeconds(2));

        once.Should().BeEquivalentTo(new { FailedRefreshes = 1, FailingSince = Later, RetryAt = Later.AddSeconds(2), IsUsable = true });
        twice.Should().BeEquivalentTo(new { FailedRefreshes = 2, FailingSince = Later, RetryAt = Later.AddSeconds(2).AddMinutes(5), Generation = 1 });
    }

    [Fact]
    public void A_failure_is_recorded_with_its_code_and_cause()
    {
        var failure = GrantFailures.GoogleUnavailable with { Reason = "timeout" };

        Connected().FailRefresh(1, failure, jitter: 0, Later).Facts()
            .Should().Equal(new RefreshFailed(1, 1, "google_unavailable", "timeout", Later.AddSeconds(2), Later));
    }

    [Fact]
    public void The_refresh_that_ends_a_series_of_failures_says_how_long_it_was()
    {
        var facts = new Refresh(0, Readonly, RefreshToken: false).Decide(Failing(), Later).Facts();

        facts.Should().HaveCount(2).And.HaveElementAt(1, new RefreshRecovered(2, 1, Noon, Later));
    }

    [Fact]
    public void A_verdict_names_the_generation_the_reason_and_Googles_own_code() =>
        new RefuseRefresh(0, ExpiredOrRevoked).Decide(Failing(), Later).Facts()
            .Should().Equal(new ReauthorizationRequired(1, ReauthorizationReason.ExpiredOrRevoked, "invalid_grant", Later) { Description = "Token has been expired or revoked." });

    [Fact]
    public void A_verdict_on_a_token_that_a_newer_consent_replaced_says_nothing_of_the_grant()
    {
        var renewed = Connected().Then(new Consent(Readonly, Readonly, RefreshToken: true), Later);

        renewed.RequireReauthorization(startedFrom: 1, ExpiredOrRevoked, Later).Facts()
            .Should().Equal(new RefreshDiscarded(1, 2, "invalid_grant", Later));
    }

    [Fact]
    public void A_refresh_that_comes_back_to_a_revoked_grant_does_not_revive_it() =>
        new Refresh(0, Readonly, RefreshToken: true).Decide(Revoked(), Later).Facts()
            .Should().Equal(new RefreshDiscarded(1, 1, "refreshed", Later));

    [Fact]
    public void Revoking_twice_is_one_revocation() => new Revoke().Decide(Revoked(), Later).Facts().Should().BeEmpty();

    [Fact]
    public void Googles_confirmation_is_recorded_once_and_only_of_an_ended_grant()
    {
        new ConfirmRevocation().Decide(Revoked(), Later).Facts().Should().Equal(new RevocationConfirmed(Later));
        new ConfirmRevocation().Decide(Erased(), Later).Facts().Should().Equal(new RevocationConfirmed(Later));
        new ConfirmRevocation().Decide(Revoked().Then(new ConfirmRevocation(), Later), Later).Facts().Should().BeEmpty();
        new ConfirmRevocation().Decide(Connected(), Later).Facts().Should().BeEmpty();
    }

    [Fact]
    public void Giving_up_on_Google_is_recorded_and_leaves_nothing_to_tell()
    {
        new AbandonRevocation().Decide(Erased(), Later).Facts().Should().Equal(new RevocationAbandoned(Later));
        Erased().Then(new AbandonRevocation(), Later).Should().BeEquivalentTo(new { Status = GrantStatus.Erased, RevocationPendingSince = (DateTimeOffset?)null });
    }

    [Fact]
    public void Erasing_ends_a_grant_that_was_not_ended_before()
    {
        new Erase().Decide(Connected(), Later).Facts().Should().Equal(new GrantRevoked(Later), new GrantErased(Later));
        new Erase().Decide(Revoked(), Later).Facts().Should().Equal(new GrantErased(Later));
        Connected().Then(new Erase(), Later).Should().BeEquivalentTo(new { Status = GrantStatus.Erased, RevocationPendingSince = Later });
    }

    [Fact]
    public void A_consent_to_more_leaves_out_nothing_that_was_granted_before()
    {
        var send = ScopeSet.Of(ScopeSet.OpenId, ScopeSet.Email, "https://www.googleapis.com/auth/gmail.send");

        var grant = Connected().Then(new Consent(send, send, RefreshToken: true), Later);

        grant.MissingScopes.Should().Equal(ScopeSet.GmailReadonly);
    }

    [Fact]
    public void What_a_revoked_grant_covered_is_not_wanted_any_more()
    {
        var grant = Revoked().Then(new Consent(ScopeSet.Identity, ScopeSet.Identity, RefreshToken: true), Later);

        grant.MissingScopes.Should().BeEmpty();
    }

    [Fact]
    public void Erasing_twice_is_one_erasure() => new Erase().Decide(Erased(), Later).Facts().Should().BeEmpty();

    [Fact]
    public void An_erased_grant_takes_no_consent_and_no_revocation()
    {
        new Consent(Readonly, Readonly, RefreshToken: true).Decide(Erased(), Later).Failure.Should().Be(GrantFailures.Erased);
        new Revoke().Decide(Erased(), Later).Failure.Should().Be(GrantFailures.Erased);
    }

    [Fact]
    public void A_reseal_changes_nothing_but_the_length_of_the_history_in_any_state()
    {
        var (from, to) = (Guid.NewGuid(), Guid.NewGuid());
        var facts = Grant.Reseal(from, to, Later);

        facts.Should().Equal(new CredentialsResealed(from, to, Later));
        Grant.Reseal(to, to, Later).Should().BeEmpty("it rests there already");
        foreach (var grant in new[] { Connected(), Failing(), Refused(), Revoked(), Erased() })
        {
            Grant.Evolve(grant, facts[0]).Should().BeEquivalentTo(grant with { Version = grant.Version + 1, UpdatedAt = Later });
        }
    }
}
