using System.Security.Cryptography;
using System.Text;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Mailbox;

/// <summary>
/// Sends each message once. The wish is written down with its <c>Message-ID</c> before Gmail is called; whenever the outcome of an attempt
/// is unknown, the mailbox itself is asked for that id before another is made.
/// </summary>
internal sealed class MessageSender(MailboxCalls calls, IMailbox mailbox, ISendLedger ledger)
{
    private const int MaxAttempts = 3;

    /// <summary>For the statements around the attempts, so that nobody takes over what still runs.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <summary>Sends a message unless that was done before under the same key.</summary>
    /// <param name="caller">Who sends.</param>
    /// <param name="grantId">For whom.</param>
    /// <param name="idempotencyKey">Null for a wish that is uttered once.</param>
    /// <param name="contentSha256">Of what is to be sent.</param>
    /// <param name="compose">Makes the message with the id that all attempts share.</param>
    /// <param name="ct">Ends the waiting for others. An attempt of one's own goes on to its end: whoever goes away can ask again.</param>
    public async Task<Result<SentMessage>> SendAsync(
        Caller caller, Guid grantId, string? idempotencyKey, byte[] contentSha256, Func<Guid, CancellationToken, Task<Result<Rfc822Message>>> compose, CancellationToken ct)
    {
        var key = KeySha256(idempotencyKey ?? Guid.NewGuid().ToString());
        var request = new SendRequest(caller.Tenant, grantId, key, contentSha256);
        return await ledger.ClaimAsync(request, mailbox.LongestSend + Margin, ct) switch
        {
            SendClaim.AlreadySent sent => sent.Message,
            SendClaim.OtherContent => MailboxFailures.IdempotencyKeyReused,
            SendClaim.Busy => MailboxFailures.SendInProgress,
            SendClaim.Granted claim => await SendAsync(new Attempt(caller, grantId, claim), compose),
            var other => throw new InvalidOperationException($"Unknown claim {other.GetType().Name}."),
        };
    }

    /// <summary>What the ledger knows an <c>Idempotency-Key</c> by.</summary>
    public static byte[] KeySha256(string idempotencyKey) => SHA256.HashData(Encoding.UTF8.GetBytes(idempotencyKey));

    private async Task<Result<SentMessage>> SendAsync(Attempt attempt, Func<Guid, CancellationToken, Task<Result<Rfc822Message>>> compose)
    {
        using var limit = new CancellationTokenSource(mailbox.LongestSend, TimeProvider.System);
        Result<SentMessage>? result = null;
        try
        {
            result = (await compose(attempt.Claim.Id, limit.Token)).Succeeded(out var message, out var failure)
                ? await DeliverAsync(attempt, message, limit.Token)
                : failure;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            result = GrantFailures.GoogleUnavailable;
        }
        finally
        {
            await EndAsync(attempt, result);
        }

        return result;
    }

    private async Task<Result<SentMessage>> DeliverAsync(Attempt attempt, Rfc822Message message, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            if (attempt.MayBeSent && await FindAsync(attempt, message, ct) is { } known)
            {
                return known;
            }

            var result = await TryAsync(attempt, message, ct);
            if (result.Failure is null || !attempt.MayBeSent || tries == MaxAttempts)
            {
                return result;
            }

            // Real time, which is Google's.
            await Task.Delay(BackOff.After(tries, result.Failure.RetryAfter), TimeProvider.System, ct);
        }
    }

    private async Task<Result<SentMessage>> TryAsync(Attempt attempt, Rfc822Message message, CancellationToken ct)
    {
        var before = attempt.MayBeSent;
        return await calls.RunAsync(
            attempt.Caller,
            attempt.GrantId,
            GmailMethod.SendMessage,
            async token =>
            {
                attempt.MayBeSent = true;
                var answer = await mailbox.SendMessageAsync(token, message, ct);
                // Any other refusal, including a 401, means that Gmail did not accept the message.
                attempt.MayBeSent = before || answer is MailboxAnswer<SentMessage>.Failed { Failure.Kind: FailureKind.Unavailable };
                return answer;
            },
            ct);
    }

    /// <summary>Asks the mailbox whether an earlier attempt succeeded. Null: it did not; else the message, or why nobody can say.</summary>
    private async Task<Result<SentMessage>?> FindAsync(Attempt attempt, Rfc822Message message, CancellationToken ct)
    {
        var id = message.MessageId!;
        var filter = new MessageFilter($"in:sent rfc822msgid:{id.Trim('<', '>')}", LabelIds: [], IncludeSpamTrash: true);
        var result = await calls.RunAsync(
            attempt.Caller, attempt.GrantId, GmailMethod.SearchMessages, token => mailbox.ListMessagesAsync(token, filter, pageSize: 1, pageToken: null, ct), ct);
        if (!result.Succeeded(out var page, out var failure))
        {
            return failure.MissingScopes.Count > 0 ? MailboxFailures.SendUnconfirmed(failure) : failure;
        }

        return page.Messages is [var sent, ..] ? Result<SentMessage>.Success(new SentMessage(sent.Id, sent.ThreadId, id)) : null;
    }

    /// <summary>Without the caller's cancellation, which must not leave a claim behind.</summary>
    private Task EndAsync(Attempt attempt, Result<SentMessage>? result) =>
        result is not null && result.Succeeded(out var sent, out _) ? ledger.RecordAsync(attempt.Claim, sent, CancellationToken.None)
        : attempt.MayBeSent ? ledger.LeaveOpenAsync(attempt.Claim, CancellationToken.None)
        : ledger.ForgetAsync(attempt.Claim, CancellationToken.None);

    private sealed class Attempt(Caller caller, Guid grantId, SendClaim.Granted claim)
    {
        public Caller Caller => caller;

        public Guid GrantId => grantId;

        public SendClaim.Granted Claim => claim;

        /// <summary>Gmail was asked to send, under this claim or an earlier one, and nobody knows what became of it.</summary>
        public bool MayBeSent { get; set; } = claim.MayBeSent;
    }
}
