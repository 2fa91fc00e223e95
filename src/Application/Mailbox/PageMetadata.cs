using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Fills a page with what a list of messages shows, in batches, and asks again for what Gmail would not give just now.</summary>
internal sealed class PageMetadata(MailboxCalls calls, IMessageBatches batches, QuotaMeter meter)
{
    /// <summary>Google takes 100 in a batch, and warns of its limits beyond this.</summary>
    private const int BatchSize = 50;

    /// <summary>All waits of a page together, also for a caller who says nothing of it: that a batch meets limits is our doing.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Longer than a minute, after which Gmail counts anew.</summary>
    private static readonly TimeSpan BulkPatience = TimeSpan.FromSeconds(64);

    /// <summary>A message that was deleted meanwhile is left out.</summary>
    public async Task<Result<MessagePage>> FillAsync(Caller caller, Guid grantId, GmailMethod get, MessagePage page, CancellationToken ct)
    {
        var found = new Dictionary<string, MessageReference>(StringComparer.Ordinal);
        var (open, waited, attempt) = (page.Messages.Select(message => message.Id).ToList(), TimeSpan.Zero, 1);
        while (open.Count > 0)
        {
            var asked = open.Take(BatchSize).ToList();
            var result = await calls.RunAsync(caller, grantId, get, token => batches.GetMessagesAsync(token, asked, ct), ct, asked.Count);
            if (result.Succeeded(out var batch, out var refusal))
            {
                foreach (var message in batch.Found)
                {
                    found[message.Id] = message;
                }

                open.RemoveRange(0, asked.Count);
                open.AddRange(batch.Refused);
                refusal = batch.Refusal;
            }
            else if (meter.Lane is QuotaLane.Interactive || !BackOff.MayPass(refusal))
            {
                return refusal;
            }

            if (refusal is not null)
            {
                var wait = BackOff.After(attempt++, refusal.RetryAfter);
                if ((waited += wait) > LongestWait())
                {
                    return refusal;
                }

                // Real time, which is Google's.
                await Task.Delay(wait, TimeProvider.System, ct);
            }
        }

        return page with { Messages = [.. page.Messages.Where(message => found.ContainsKey(message.Id)).Select(message => found[message.Id])] };
    }

    private TimeSpan LongestWait() => meter.Lane is QuotaLane.Bulk ? BulkPatience : meter.Patience > Patience ? meter.Patience : Patience;
}
