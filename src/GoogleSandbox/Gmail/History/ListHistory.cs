using System.Globalization;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.History;

/// <summary><c>users.history.list</c>: what happened after a record, oldest first. Records are kept for a week.</summary>
internal sealed class ListHistory(OpaqueTokens tokens) : IGmailHandler
{
    private static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    public string MethodId => "gmail.users.history.list";

    public Type Resource => typeof(HistoryListResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if (call.ReadPageSize(out var size) is { } badSize)
        {
            return badSize;
        }

        if (ReadStart(call, out var start) is { } badStart)
        {
            return badStart;
        }

        if (HistoryFilter.Read(call, out var filter) is { } refusal)
        {
            return refusal;
        }

        var context = string.Join('\n', [call.Person.Sub, $"{start}", call.Query("labelId"), .. call.QueryAll("historyTypes")]);
        var after = start;
        if (call.Query("pageToken") is { } pageToken && !TryOpen(pageToken, context, out after))
        {
            return GmailErrors.InvalidPageToken;
        }

        var (records, current) = call.Person.Mailbox.History();
        if (start > current || start < Horizon(records, call.Now))
        {
            return GmailErrors.NotFound;
        }

        var wanted = records.SkipWhile(record => record.Id <= after).Select(filter.Show).OfType<HistoryResource>().Take(size + 1).ToList();
        var page = wanted.Take(size).ToList();
        return GmailAnswer.Of(new HistoryListResource
        {
            History = page.Count == 0 ? null : page,
            NextPageToken = wanted.Count > size ? tokens.Seal(page[^1].Id, context) : null,
            HistoryId = current.ToString(CultureInfo.InvariantCulture),
        });
    }

    private static GmailError? ReadStart(GmailCall call, out ulong start)
    {
        start = 0;
        return call.Query("startHistoryId") switch
        {
            null => GmailErrors.InvalidStartHistoryId,
            var text when !ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out start) =>
                GmailErrors.InvalidValue("start_history_id", "TYPE_UINT64", text),
            _ => null,
        };
    }

    // Whoever starts before it would miss what is no longer kept.
    private static ulong Horizon(IReadOnlyList<HistoryRecord> records, DateTimeOffset now) =>
        records.LastOrDefault(record => record.Change.At < now - Retention)?.Id ?? MailboxContents.FirstHistoryId;

    private bool TryOpen(string pageToken, string context, out ulong after) =>
        ulong.TryParse(tokens.Open(pageToken, context), NumberStyles.None, CultureInfo.InvariantCulture, out after);
}
