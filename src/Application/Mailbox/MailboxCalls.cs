using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Mailbox;

/// <summary>
/// Calls Gmail with a grant's token, out of the budget that all nodes share. A 401 is repeated with newer tokens (<see cref="TokenRenewal"/>).
/// What Gmail or the budget does not give just now is asked for again while the caller is willing to wait.
/// </summary>
internal sealed class MailboxCalls(IGrantAccess grants, QuotaMeter meter)
{
    /// <summary>Calls a method.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="grantId">Whose mailbox.</param>
    /// <param name="method">Says what the call costs and which scopes it takes.</param>
    /// <param name="call">One call to Gmail.</param>
    /// <param name="ct">Ends the waiting, too.</param>
    /// <param name="calls">How many calls of the method Gmail sees in it.</param>
    public async Task<Result<T>> RunAsync<T>(
        Caller caller, Guid grantId, GmailMethod method, Func<Secret, Task<MailboxAnswer<T>>> call, CancellationToken ct, int calls = 1)
        where T : notnull
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await TryAsync(caller, grantId, method, call, calls, ct);
            if (result.Failure is not { } failure || !method.IsRepeatable || meter.WaitAfter(attempt, failure) is not { } wait)
            {
                return result;
            }

            // Real time, which is Google's.
            using var waiting = WorkDeadline.Suspend();
            await Task.Delay(wait, TimeProvider.System, ct);
        }
    }

    private async Task<Result<T>> TryAsync<T>(
        Caller caller, Guid grantId, GmailMethod method, Func<Secret, Task<MailboxAnswer<T>>> call, int calls, CancellationToken ct)
        where T : notnull
    {
        var access = await grants.GetAccessTokenAsync(caller, grantId, method.AnyOf, ct);
        if (!access.Succeeded(out var token, out var failure))
        {
            return failure;
        }

        if (await meter.TakeAsync(caller, grantId, method.Id, calls, ct) is { } usedUp)
        {
            return usedUp;
        }

        MailboxAnswer<T>? answer = null;
        var refusal = await grants.CallAsync(caller, grantId, token, async current => OutcomeOf(answer = await call(current.Value)), ct);
        if (refusal is not null)
        {
            return refusal;
        }

        return answer switch
        {
            MailboxAnswer<T>.Found found => found.Value,
            MailboxAnswer<T>.ScopeInsufficient insufficient => await grants.InsufficientScopeAsync(
                caller, grantId, ScopeSet.Of(insufficient.AnyOf.Count > 0 ? insufficient.AnyOf[0] : method.AnyOf[0]), ct),
            MailboxAnswer<T>.Failed failed => failed.Failure,
            _ => throw new InvalidOperationException($"Unknown mailbox answer {answer?.GetType().Name}."),
        };
    }

    private static TokenOutcome OutcomeOf<T>(MailboxAnswer<T> answer) => answer switch
    {
        MailboxAnswer<T>.TokenRejected => TokenOutcome.Refused,
        MailboxAnswer<T>.Failed { Failure.Kind: FailureKind.Unavailable } => TokenOutcome.Unknown,
        _ => TokenOutcome.Accepted,
    };
}
