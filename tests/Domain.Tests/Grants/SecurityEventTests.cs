using GmailPlatform.Domain.Grants;
using static GmailPlatform.Domain.Tests.Grants.GrantExamples;

namespace GmailPlatform.Domain.Tests.Grants;

/// <summary>What Google's own word does to a grant.</summary>
public sealed class SecurityEventTests
{
    private static readonly DateTimeOffset Later = Noon.AddHours(1);

    [Theory]
    [InlineData(SecurityEventType.TokenRevoked, "token-revoked", ReauthorizationReason.RevokedByUser)]
    [InlineData(SecurityEventType.TokensRevoked, "tokens-revoked", ReauthorizationReason.RevokedByUser)]
    [InlineData(SecurityEventType.AccountDisabled, "account-disabled", ReauthorizationReason.AccountDisabled)]
    [InlineData(SecurityEventType.AccountPurged, "account-purged", ReauthorizationReason.AccountDisabled)]
    public void A_word_that_ends_the_token_is_recorded_and_ends_the_grant(SecurityEventType type, string cause, ReauthorizationReason reason)
    {
        var word = Word(type, Later) with { Reason = "hijacking" };

        Connected().ReceiveSecurityEvent(word, Later).Facts().Should().Equal(
            new SecurityEventReceived(word.Id, type, "hijacking", Later, Later),
            new ReauthorizationRequired(1, reason, cause, Later));
        Failing().Hear(word).Should().BeEquivalentTo(new { Status = GrantStatus.ReauthorizationRequired, Reason = reason, RetryAt = (DateTimeOffset?)null });
    }

    [Theory]
    [InlineData(SecurityEventType.SessionsRevoked)]
    [InlineData(SecurityEventType.CredentialChangeRequired)]
    [InlineData(SecurityEventType.AccountEnabled)]
    public void Any_other_word_is_recorded_and_leaves_a_good_grant_good(SecurityEventType type)
    {
        Connected().ReceiveSecurityEvent(Word(type, Later), Later).Facts().Should().ContainSingle().Which.Should().BeOfType<SecurityEventReceived>();
        Connected().Hear(Word(type, Later)).Status.Should().Be(GrantStatus.Active);
    }

    [Theory]
    [InlineData(SecurityEventType.TokensRevoked)]
    [InlineData(SecurityEventType.AccountDisabled)]
    [InlineData(SecurityEventType.AccountPurged)]
    public void A_word_from_before_a_newer_consent_or_a_later_refresh_ends_nothing(SecurityEventType type)
    {
        var before = Word(type, Later.AddSeconds(-1));

        Connected().Then(new Consent(Readonly, Readonly, RefreshToken: true), Later).Hear(before).Status.Should().Be(GrantStatus.Active);
        Connected().Then(new Refresh(0, Readonly, RefreshToken: false), Later).Hear(before).Status.Should().Be(GrantStatus.Active);
    }

    [Fact]
    public void An_account_that_is_enabled_again_lets_the_next_refresh_decide()
    {
        var disabled = Connected().Hear(Word(SecurityEventType.AccountDisabled, Noon));

        var resumed = disabled.Hear(Word(SecurityEventType.AccountEnabled, Later));

        resumed.Should().BeEquivalentTo(new { Status = GrantStatus.Active, Reason = (ReauthorizationReason?)null, Generation = 1 });
        resumed.AccessTokenExpiresAt.Should().BeOnOrBefore(Later, "a token from before is not vended");
        resumed.Then(new RefuseRefresh(0, ExpiredOrRevoked), Later).Status.Should().Be(GrantStatus.ReauthorizationRequired);
    }

    [Fact]
    public void An_account_that_is_enabled_again_revives_no_grant_that_ended_for_another_cause()
    {
        foreach (var ended in new[] { Refused(), Revoked(), Connected().Hear(Word(SecurityEventType.TokensRevoked, Noon)) })
        {
            ended.Hear(Word(SecurityEventType.AccountEnabled, Later)).Status.Should().Be(ended.Status);
        }
    }

    [Fact]
    public void Of_two_words_on_the_account_the_one_that_Google_said_later_counts_in_whatever_order_they_come()
    {
        var (disabled, enabled) = (Word(SecurityEventType.AccountDisabled, Later), Word(SecurityEventType.AccountEnabled, Later.AddSeconds(1)));

        Connected().Hear(disabled).Hear(enabled).Status.Should().Be(GrantStatus.Active);
        Connected().Hear(enabled).Hear(disabled).Status.Should().Be(GrantStatus.Active);

        var (earlierEnabled, laterDisabled) = (Word(SecurityEventType.AccountEnabled, Later), Word(SecurityEventType.AccountDisabled, Later.AddSeconds(1)));
        Connected().Hear(laterDisabled).Hear(earlierEnabled).Reason.Should().Be(ReauthorizationReason.AccountDisabled);
    }

    [Fact]
    public void Googles_word_after_the_refusal_says_what_the_refusal_meant() =>
        Refused().Hear(Word(SecurityEventType.TokensRevoked, Later)).Should().BeEquivalentTo(
            new { Status = GrantStatus.ReauthorizationRequired, Reason = ReauthorizationReason.RevokedByUser });

    [Fact]
    public void A_word_on_a_grant_that_was_ended_here_is_recorded_and_changes_nothing_else()
    {
        var word = Word(SecurityEventType.TokenRevoked, Later);

        Revoked().ReceiveSecurityEvent(word, Later).Facts().Should().Equal(new SecurityEventReceived(word.Id, word.Type, null, Later, Later));
        Erased().ReceiveSecurityEvent(word, Later).Facts().Should().BeEmpty();
    }

    [Fact]
    public void An_event_that_comes_twice_is_one_fact_also_when_others_came_between()
    {
        var word = Word(SecurityEventType.SessionsRevoked, Later);
        var grant = Connected().Hear(word).Hear(Word(SecurityEventType.SessionsRevoked, Later)).Hear(Word(SecurityEventType.AccountEnabled, Later));

        grant.ReceiveSecurityEvent(word, Later).Facts().Should().BeEmpty();
    }

    [Fact]
    public void The_events_that_a_grant_remembers_are_bounded()
    {
        var grant = Enumerable.Range(0, 100).Aggregate(Connected(), (each, _) => each.Hear(Word(SecurityEventType.SessionsRevoked, Later)));

        grant.RecentSecurityEvents.All.Should().HaveCount(16);
    }

    [Fact]
    public void Google_names_every_type_in_its_own_way()
    {
        foreach (var type in Enum.GetValues<SecurityEventType>())
        {
            SecurityEvent.TypeOf(Word(type, Noon).Name).Should().Be(type);
        }

        SecurityEvent.TypeOf("verification").Should().BeNull();
    }

    private static SecurityEvent Word(SecurityEventType type, DateTimeOffset issuedAt) => new(Guid.NewGuid(), type, Reason: null, issuedAt);
}

internal static class Hearing
{
    /// <summary>The state after a word that came as it was said.</summary>
    public static Grant Hear(this Grant grant, SecurityEvent word) =>
        grant.ReceiveSecurityEvent(word, word.IssuedAt).Facts().Aggregate<GrantEvent, Grant?>(grant, Grant.Evolve)!;
}
