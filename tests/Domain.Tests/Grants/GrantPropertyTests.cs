using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Domain.Tests.Grants;

/// <summary>What holds for every grant, whatever happens to it and in whatever order.</summary>
[Properties(Arbitrary = [typeof(GrantLives)], MaxTest = 400)]
public sealed class GrantPropertyTests
{
    [Fact]
    public void The_random_lives_visit_every_state_and_every_fact()
    {
        var lives = GrantLives.Lives().Generator.Sample(50, new Rnd(2026), 500);

        lives.SelectMany(life => life.States).Select(grant => grant.Status).Should().Contain(Enum.GetValues<GrantStatus>());
        lives.SelectMany(life => life.Events).Select(fact => fact.GetType()).Should().Contain(FactTypes());
    }

    [Property]
    public bool A_reason_is_given_exactly_while_reauthorization_is_required(GrantLife life) =>
        life.States.All(grant => grant.Reason is not null == grant.Status is GrantStatus.ReauthorizationRequired);

    [Property]
    public bool Failures_are_counted_exactly_while_refreshes_fail(GrantLife life) => life.States.All(grant =>
        grant.Status is GrantStatus.RefreshFailing
            ? grant is { FailedRefreshes: > 0, FailingSince: not null, RetryAt: not null }
            : grant is { FailedRefreshes: 0, FailingSince: null, RetryAt: null });

    [Property]
    public bool A_scope_is_never_both_granted_and_missing(GrantLife life) =>
        life.States.All(grant => !grant.Scopes.ContainsAny(grant.MissingScopes));

    [Property]
    public void The_version_is_the_number_of_facts(GrantLife life) =>
        life.States.Select(grant => grant.Version).Should().Equal(Enumerable.Range(1, life.Events.Count).Select(version => (long)version));

    [Property]
    public void The_generation_rises_by_one_with_each_fact_that_carries_tokens_and_with_no_other(GrantLife life)
    {
        var expected = 0;
        foreach (var (fact, grant) in life.Events.Zip(life.States))
        {
            expected += fact is CredentialsStored or AccessTokenRefreshed ? 1 : 0;
            grant.Generation.Should().Be(expected, "of {0}", fact);
        }
    }

    [Property]
    public void An_answer_to_an_older_generation_or_to_an_ended_grant_is_recorded_and_changes_nothing(GrantLife life)
    {
        foreach (var (step, before, after) in life.Changes.Where(change => change.Step.Command is RefreshAnswer answer && answer.IsStaleFor(change.Before)))
        {
            step.Facts.Should().ContainSingle().Which.Should().BeOfType<RefreshDiscarded>();
            after.Should().Be(before with { Version = before.Version + 1, UpdatedAt = step.At });
        }
    }

    [Property]
    public void An_answer_to_the_present_generation_of_a_usable_grant_is_never_discarded(GrantLife life)
    {
        foreach (var (step, _, _) in life.Changes.Where(change => change.Step.Command is RefreshAnswer answer && !answer.IsStaleFor(change.Before)))
        {
            step.Facts.Should().NotBeEmpty().And.NotContain(fact => fact is RefreshDiscarded);
        }
    }

    [Property]
    public void Only_the_verdict_on_the_present_token_Googles_own_word_a_revocation_or_an_erasure_ends_a_usable_grant(GrantLife life)
    {
        foreach (var (step, _, _) in life.Changes.Where(change => change.Before.IsUsable && !change.After.IsUsable))
        {
            (step.Command is RefuseRefresh { Behind: 0 } or Revoke or Erase
                or HearSecurityEvent { Type: SecurityEventType.TokenRevoked or SecurityEventType.TokensRevoked or SecurityEventType.AccountDisabled or SecurityEventType.AccountPurged }).Should().BeTrue("{0} must not end it", step.Command);
        }
    }

    [Property]
    public void An_ended_grant_comes_back_only_by_a_consent_with_a_refresh_token_or_as_its_account_is_enabled(GrantLife life)
    {
        foreach (var (step, before, after) in life.Changes.Where(change => !change.Before.IsUsable && change.After.IsUsable))
        {
            (step.Command is Consent { RefreshToken: true } && before.Status is GrantStatus.ReauthorizationRequired or GrantStatus.Revoked
                || step.Command is HearSecurityEvent { Type: SecurityEventType.AccountEnabled } && before.Reason is ReauthorizationReason.AccountDisabled)
                .Should().BeTrue("{0} must not revive it", step.Command);
            after.Status.Should().Be(GrantStatus.Active);
        }
    }

    [Property]
    public void A_word_on_the_whole_account_from_before_the_token_was_last_taken_ends_nothing(GrantLife life)
    {
        foreach (var (step, before, after) in life.Changes.Where(change =>
            change.Step.Command is HearSecurityEvent { Type: not SecurityEventType.TokenRevoked } word && word.At(change.Step.At).IssuedAt < change.Before.RefreshTokenUsedAt))
        {
            (before.IsUsable && !after.IsUsable).Should().BeFalse("{0} is older than the token", step.Command);
        }
    }

    [Property]
    public void A_security_event_that_comes_again_at_once_is_no_new_fact(GrantLife life)
    {
        foreach (var (step, _, after) in life.Changes)
        {
            if (step.Command is HearSecurityEvent word)
            {
                after.ReceiveSecurityEvent(word.At(step.At), step.At).Facts().Should().BeEmpty();
            }
        }
    }

    [Property]
    public void A_revoked_grant_is_left_only_by_a_new_refresh_token_or_by_erasure(GrantLife life)
    {
        foreach (var (step, _, after) in life.Changes.Where(change => change.Before.Status == GrantStatus.Revoked && change.After.Status != GrantStatus.Revoked))
        {
            (step.Command is Consent { RefreshToken: true } or Erase).Should().BeTrue("{0} must not revive it", step.Command);
            after.Status.Should().Be(step.Command is Erase ? GrantStatus.Erased : GrantStatus.Active);
        }
    }

    [Property]
    public void An_erased_grant_stays_erased_and_holds_what_it_held(GrantLife life)
    {
        foreach (var (_, before, after) in life.Changes.Where(change => change.Before.Status == GrantStatus.Erased))
        {
            after.Should().Be(before with
            {
                Version = after.Version,
                UpdatedAt = after.UpdatedAt,
                RevocationPendingSince = after.RevocationPendingSince,
            });
        }
    }

    [Property]
    public void Google_has_to_be_told_only_of_an_ended_grant_and_of_its_end_only_once(GrantLife life)
    {
        life.States.Where(grant => grant.RevocationPendingSince is not null)
            .Should().NotContain(grant => grant.Status != GrantStatus.Revoked && grant.Status != GrantStatus.Erased);
        var (ended, told) = (life.Events.Count(fact => fact is GrantRevoked), life.Events.Count(fact => fact is RevocationConfirmed or RevocationAbandoned));
        told.Should().BeLessThanOrEqualTo(ended);
    }

    [Property]
    public void What_was_granted_and_is_gone_after_a_consent_is_named_unless_the_grant_was_ended_here(GrantLife life)
    {
        foreach (var (step, before, after) in life.Changes.Where(change => change.Step.Command is Consent && change.Before.Status != GrantStatus.Revoked))
        {
            before.Scopes.WithoutNeedlessMetadata().Without(after.Scopes).Without(after.MissingScopes).Should().BeEmpty("of {0}", step.Command);
        }
    }

    [Property]
    public void Use_changes_nothing_but_when_the_grant_was_last_used(GrantLife life)
    {
        foreach (var (step, before, after) in life.Changes.Where(change => change.Step.Command is Use && change.Before.Status != GrantStatus.Erased))
        {
            after.Should().Be(before with { Version = before.Version + 1, LastUsedAt = step.At });
        }
    }

    [Property]
    public void Nothing_is_connected_or_revived_without_a_refresh_token(GrantLife life)
    {
        foreach (var step in life.Steps.Where(step => step.Command is Consent { RefreshToken: false } && step.Before is not { IsUsable: true }))
        {
            step.Facts.Should().BeEmpty();
            step.Failure!.Code.Should().Be(step.Before?.Status is GrantStatus.Erased ? "grant_erased" : "no_refresh_token");
        }
    }

    [Property]
    public void A_consent_or_refresh_leaves_the_scopes_that_Google_granted(GrantLife life)
    {
        foreach (var (step, _, after) in life.Changes.Where(change => change.After.Generation > change.Before.Generation))
        {
            after.Scopes.Should().BeEquivalentTo(step.Command is Consent consent ? consent.Granted : ((Refresh)step.Command).Granted);
        }
    }

    [Property]
    public void Recovery_is_recorded_with_the_first_refresh_after_failures(GrantLife life)
    {
        foreach (var (step, before, _) in life.Changes.Where(change => change.Step.Facts.Any(fact => fact is AccessTokenRefreshed)))
        {
            step.Facts.OfType<RefreshRecovered>().Should().HaveCount(before.Status is GrantStatus.RefreshFailing ? 1 : 0);
        }
    }

    [Property]
    public void A_retry_never_lies_before_the_failure(GrantLife life)
    {
        foreach (var failed in life.Events.OfType<RefreshFailed>())
        {
            failed.RetryAt.Should().BeAfter(failed.At);
        }
    }

    [Property]
    public void A_history_that_was_written_down_as_json_replays_to_the_same_state(GrantLife life)
    {
        var stored = life.Events.Select(fact => (Type: fact.GetType(), Json: JsonSerializer.Serialize(fact, fact.GetType())));
        var read = stored.Select(row => (GrantEvent)JsonSerializer.Deserialize(row.Json, row.Type)!);

        read.Aggregate((Grant?)null, Grant.Evolve).Should().Be(life.Grant);
    }

    [Property]
    public void A_state_that_was_written_down_as_json_reads_back_the_same(GrantLife life) =>
        JsonSerializer.Deserialize<Grant>(JsonSerializer.Serialize(life.Grant)).Should().Be(life.Grant);

    [Property]
    public void Every_history_loads_even_one_that_lost_its_order_or_its_beginning(GrantLife life, int seed)
    {
        var facts = life.Events.ToArray();
        new Random(seed).Shuffle(facts);

        var load = () => facts.Aggregate((Grant?)null, Grant.Evolve);

        load.Should().NotThrow();
    }

    private static IEnumerable<Type> FactTypes() =>
        typeof(GrantEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(GrantEvent)));
}
