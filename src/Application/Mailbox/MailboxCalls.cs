using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Calls Gmail with a grant's token. A 401 gets one token newer than the refused one, and only then a verdict.</summary>
internal sealed class MailboxCalls(IGrantAccess grants)
{
    public async Task<Result<T>> RunAsync<T>(
        Caller caller, Guid grantId, IReadOnlyList<string> anyOf, Func<Secret, Task<MailboxAnswer<T>>> call, CancellationToken ct)
        where T : notnull
    {
        var access = await grants.GetAccessTokenAsync(caller, grantId, anyOf, ct);
        if (!access.Succeeded(out var token, out var failure))
        {
            return failure;
        }

        var answer = await call(token.Value);
        if (answer is MailboxAnswer<T>.TokenRejected)
        {
            access = await grants.ReplaceAccessTokenAsync(caller, grantId, token, ct);
            if (!access.Succeeded(out token, out failure))
            {
                return failure;
            }

            answer = await call(token.Value);
        }

        return answer switch
        {
            MailboxAnswer<T>.Found found => found.Value,
            MailboxAnswer<T>.TokenRejected => await grants.RejectedAsync(caller, grantId, ct),
            MailboxAnswer<T>.ScopeInsufficient insufficient => await grants.InsufficientScopeAsync(
                caller, grantId, ScopeSet.Of(insufficient.AnyOf.Count > 0 ? insufficient.AnyOf[0] : anyOf[0]), ct),
            MailboxAnswer<T>.Failed failed => failed.Failure,
            _ => throw new InvalidOperationException($"Unknown mailbox answer {answer.GetType().Name}."),
        };
    }
}
