using GmailPlatform.Application.Tenancy.Rules;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>
/// The states between a code in hand and a stored grant, and what each answer leads to. Knows no clock: the runner says how much time the present
/// step has left, waits for <see cref="Pause"/>, and asks again.
/// </summary>
internal abstract record ExchangeState
{
    private ExchangeState()
    {
    }

    /// <summary>How long to wait before the step is tried; zero for the first time.</summary>
    public TimeSpan Pause { get; private init; }

    /// <summary>The code has brought no tokens yet.</summary>
    /// <param name="Attempts">Failed attempts.</param>
    /// <param name="MayBeSpent">Whether an attempt may have used up the code without its answer reaching us.</param>
    public sealed record Exchanging(int Attempts = 0, bool MayBeSpent = false) : ExchangeState
    {
        public ExchangeState After(Result<SealedTokens> answer, TimeSpan left)
        {
            if (answer.Succeeded(out var tokens, out var failure))
            {
                return new Identifying(tokens);
            }

            if (!failure.IsPassing())
            {
                // The person has consented, perhaps too long ago: without another consent that is shown, Google sends no refresh token.
                var isWrong = failure.Reason is "invalid_grant";
                return new Failed(MayBeSpent && isWrong ? GrantFailures.CodeSpent : failure, ForceConsent: true);
            }

            // A limit is answered before anything is done with the code.
            var next = new Exchanging(Attempts + 1, MayBeSpent || failure.Kind is not FailureKind.RateLimited);
            return PauseAfter(next.Attempts, failure, left) is { } pause
                ? next with { Pause = pause }
                : new Failed(GrantFailures.ExchangeUnanswered(failure), ForceConsent: true);
        }
    }

    /// <summary>The code is spent and its tokens are here; whose they are is not known yet.</summary>
    public sealed record Identifying(SealedTokens Tokens, int Attempts = 0) : ExchangeState
    {
        private const int MaxAttempts = 8;

        public ExchangeState After(Result<Identity> answer, string? hostedDomain, TimeSpan left)
        {
            if (answer.Succeeded(out var identity, out var failure))
            {
                return hostedDomain.Admits(identity.HostedDomain)
                    ? new Storing(Tokens, identity)
                    : new Failed(GrantFailures.WrongHostedDomain, ForceConsent: false);
            }

            var next = this with { Attempts = Attempts + 1 };
            return (failure.IsPassing() || failure.Code == GrantFailures.NoUserId.Code) && next.Attempts < MaxAttempts && PauseAfter(next.Attempts, failure, left) is { } pause
                ? next with { Pause = pause }
                : new Failed(failure.IsPassing() ? GrantFailures.TokensLost(failure) : failure, ForceConsent: true);
        }
    }

    /// <summary>Everything is known; the tokens exist only here, sealed, until they are committed.</summary>
    public sealed record Storing(SealedTokens Tokens, Identity Identity, int Attempts = 0) : ExchangeState
    {
        /// <summary>Why a caller who stops waiting gets no grant yet.</summary>
        public Failure Pending { get; private init; } = GrantFailures.TokensNotStoredYet;

        public ExchangeState After(Result<ConnectedGrant> answer, TimeSpan left)
        {
            if (answer.Succeeded(out var grant, out var failure))
            {
                return new Connected(grant);
            }

            var next = this with { Attempts = Attempts + 1 };
            if (failure.IsPassing() && PauseAfter(next.Attempts, failure with { RetryAfter = null }, left) is { } pause)
            {
                return next with { Pause = pause, Pending = PendingFor(failure) };
            }

            // Another account's consent says nothing about the one that is asked for.
            return failure.Code == GrantFailures.AccountMismatch.Code || failure.Reason == GrantFailures.WrongHostedDomain.Reason
                ? new Failed(failure, ForceConsent: false)
                : new Failed(failure.IsPassing() ? GrantFailures.TokensLost(failure) : failure, ForceConsent: true) { LoginHint = Identity.Account.Email ?? Identity.Account.Subject };
        }
    }

    private static Failure PendingFor(Failure failure) =>
        failure.Code == CommonFailures.DatabaseUnavailable.Code ? GrantFailures.TokensNotStoredYet : GrantFailures.TokensAwaitGoogle;

    /// <summary>The tokens are committed.</summary>
    public sealed record Connected(ConnectedGrant Grant) : ExchangeState;

    /// <summary>Nothing is stored.</summary>
    /// <param name="Failure">Why.</param>
    /// <param name="ForceConsent">Whether the person's consent brought a refresh token that is lost: Google sends another only where consent is shown.</param>
    public sealed record Failed(Failure Failure, bool ForceConsent) : ExchangeState
    {
        /// <summary>The person, where they are known.</summary>
        public string? LoginHint { get; init; }
    }

    /// <summary>Doubles from a quarter of a second to four seconds; at least what Google asked for. Null where that takes longer than is left.</summary>
    private static TimeSpan? PauseAfter(int attempts, Failure failure, TimeSpan left)
    {
        var own = TimeSpan.FromSeconds(Math.Min(Math.Pow(2, attempts - 3), 4));
        var pause = failure.RetryAfter > own ? failure.RetryAfter.Value : own;
        return pause < left ? pause : null;
    }
}

internal static class PassingFailures
{
    public static bool IsPassing(this Failure failure) => failure.Kind is FailureKind.Unavailable or FailureKind.RateLimited;
}
