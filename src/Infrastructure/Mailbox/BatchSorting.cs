using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>Makes one answer of the answers to the calls of a batch.</summary>
internal static class BatchSorting
{
    /// <summary>What concerns the token, or cannot pass, concerns the whole batch.</summary>
    /// <param name="ids">What was asked for.</param>
    /// <param name="parts">The answers in the same order; null for one that did not come.</param>
    public static MailboxAnswer<MessageBatch> Sort(IReadOnlyList<string> ids, IReadOnlyList<MailboxAnswer<MessageReference>?> parts)
    {
        var (found, refused) = (new List<MessageReference>(), new List<string>());
        Failure? refusal = null;
        foreach (var (id, part) in ids.Zip(parts))
        {
            switch (part)
            {
                case MailboxAnswer<MessageReference>.Found(var message):
                    found.Add(message);
                    break;
                case MailboxAnswer<MessageReference>.TokenRejected:
                    return new MailboxAnswer<MessageBatch>.TokenRejected();
                case MailboxAnswer<MessageReference>.ScopeInsufficient(var anyOf):
                    return new MailboxAnswer<MessageBatch>.ScopeInsufficient(anyOf);
                case MailboxAnswer<MessageReference>.Failed(var failure) when failure == MailboxFailures.NotFound:
                    break;
                case MailboxAnswer<MessageReference>.Failed({ Kind: not (FailureKind.RateLimited or FailureKind.Unavailable) } failure):
                    return new MailboxAnswer<MessageBatch>.Failed(failure);
                default:
                    refused.Add(id);
                    refusal = Longer(refusal, (part as MailboxAnswer<MessageReference>.Failed)?.Failure ?? GrantFailures.GoogleUnavailable);
                    break;
            }
        }

        return new MailboxAnswer<MessageBatch>.Found(new MessageBatch(found, refused, refusal));
    }

    private static Failure Longer(Failure? one, Failure other) => one is null || (other.RetryAfter ?? TimeSpan.Zero) > (one.RetryAfter ?? TimeSpan.Zero) ? other : one;
}
