using FsCheck.Xunit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Tests.Grants;

/// <summary>Every sequence of answers leads an exchange to a true end.</summary>
public sealed class ExchangeStateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What can come of one step.</summary>
    public enum Answer
    {
        Good,
        Passing,
        Limited,
        Refused,
        NobodyNamed,
        AnotherAccount,
        Suspended,
    }

    [Property]
    public void Every_sequence_of_answers_ends_as_the_model_says(Answer[] answers)
    {
        ExchangeState state = new ExchangeState.Exchanging();
        var (model, waited) = (new Model(), TimeSpan.Zero);
        foreach (var answer in answers)
        {
            if (state is ExchangeState.Connected or ExchangeState.Failed)
            {
                break;
            }

            var before = state.GetType();
            state = Step(state, answer, Patience - waited);
            model = model.After(answer);
            waited = state.GetType() == before ? waited + state.Pause : TimeSpan.Zero;
            waited.Should().BeLessThan(Patience, "no pause outlasts the step");
        }

        if (state is ExchangeState.Failed failed)
        {
            failed.ForceConsent.Should().Be(model.MayHaveLostTokens && !(model.Step == 2 && answers[model.Steps - 1] is Answer.AnotherAccount));
            failed.Failure.Detail.Should().NotContain("othing is lost");
        }

        (state is ExchangeState.Connected).Should().Be(model.Step == 3);
        (state is ExchangeState.Storing).Should().Be(model.Step == 2 && state is not ExchangeState.Failed);
    }

    [Fact]
    public void A_refusal_after_a_limit_does_not_say_that_the_code_was_spent()
    {
        var state = Step(Step(new ExchangeState.Exchanging(), Answer.Limited, Patience), Answer.Refused, Patience);

        state.Should().BeOfType<ExchangeState.Failed>().Which.Failure.Reason.Should().Be("invalid_grant");
    }

    [Fact]
    public void A_refusal_after_an_answer_that_was_lost_says_that_the_code_was_spent()
    {
        var state = Step(Step(new ExchangeState.Exchanging(), Answer.Passing, Patience), Answer.Refused, Patience);

        state.Should().BeOfType<ExchangeState.Failed>().Which.Failure.Should().Be(GrantFailures.CodeSpent);
    }

    [Fact]
    public void A_wait_that_outlasts_the_code_is_not_begun()
    {
        var asked = GrantFailures.GoogleUnavailable with { RetryAfter = TimeSpan.FromHours(1) };

        new ExchangeState.Exchanging().After(asked, Patience).Should().BeOfType<ExchangeState.Failed>().Which.ForceConsent.Should().BeTrue();
    }

    private static ExchangeState Step(ExchangeState state, Answer answer, TimeSpan left) => state switch
    {
        ExchangeState.Exchanging exchanging => exchanging.After(Of(answer, Tokens), left),
        ExchangeState.Identifying identifying => identifying.After(Of(answer, Person), hostedDomain: null, left),
        ExchangeState.Storing storing => storing.After(Of(answer, Grant), left),
        _ => state,
    };

    private static Result<T> Of<T>(Answer answer, T good)
        where T : notnull => answer switch
        {
            Answer.Good => good,
            Answer.Passing => GrantFailures.GoogleUnavailable,
            Answer.Limited => GrantFailures.GoogleRateLimited,
            Answer.NobodyNamed => GrantFailures.NoUserId,
            Answer.AnotherAccount => GrantFailures.AccountMismatch,
            Answer.Suspended => GrantFailures.SuspendedMeanwhile,
            _ => GrantFailures.CodeExchangeFailed with { Reason = "invalid_grant" },
        };

    private static SealedTokens Tokens => SealedTokens.Seal(Exchanges.ExchangeSetting.Tokens);

    private static Identity Person => new(new GoogleAccount("1", "ada@example.com", "Ada"), IdentitySource.IdToken, HostedDomain: null);

    private static ConnectedGrant Grant => new(Guid.Empty, Created: true, "ada@example.com", [], []);

    /// <summary>The step that is reached, and whether tokens may be lost if it ends there.</summary>
    private sealed record Model(int Step = 0, bool MayHaveLostTokens = false, int Steps = 0)
    {
        public Model After(Answer answer) => answer switch
        {
            Answer.Good => this with { Step = Step + 1, MayHaveLostTokens = true, Steps = Steps + 1 },
            Answer.Passing => this with { MayHaveLostTokens = true, Steps = Steps + 1 },
            // Also a code that is called wrong may come from a consent that brought nothing.
            Answer.Refused or Answer.NobodyNamed or Answer.AnotherAccount or Answer.Suspended when Step == 0 => this with { MayHaveLostTokens = true, Steps = Steps + 1 },
            _ => this with { Steps = Steps + 1 },
        };
    }
}
