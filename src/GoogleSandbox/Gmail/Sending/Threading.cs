using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Messages;
using MimeKit;

namespace GmailPlatform.GoogleSandbox.Gmail.Sending;

/// <summary>Which conversation a message belongs to: one with a message that it refers to, under the same subject.</summary>
internal static class Threading
{
    private static readonly string[] ReplyMarks = ["Re:", "Fwd:", "Fw:"];

    /// <summary>Looks in the thread that is asked for, else in the whole mailbox; no thread id means that it starts its own.</summary>
    public static GmailError? Find(Mailbox mailbox, string? requested, MimeMessage message, out string? threadId)
    {
        threadId = null;
        if (requested is not null && !MessageIds.IsPossible(requested))
        {
            return GmailErrors.InvalidThreadId;
        }

        var candidates = requested is null ? mailbox.Messages : mailbox.Thread(requested);
        if (requested is not null && candidates.Count == 0)
        {
            return GmailErrors.NotFound;
        }

        threadId = FindAmong(candidates, message);
        return null;
    }

    public static string? FindAmong(IReadOnlyList<StoredMessage> candidates, MimeMessage message)
    {
        var referred = message.References.Append(message.InReplyTo).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return referred.Count == 0
            ? null
            : candidates.FirstOrDefault(candidate => referred.Contains(candidate.Document.MessageId) && HaveOneSubject(candidate, message))?.ThreadId;
    }

    private static bool HaveOneSubject(StoredMessage stored, MimeMessage message)
    {
        using var parsed = stored.Parse();
        return string.Equals(Bare(parsed.Subject), Bare(message.Subject), StringComparison.OrdinalIgnoreCase);
    }

    private static string Bare(string? subject)
    {
        var bare = (subject ?? "").Trim();
        while (ReplyMarks.FirstOrDefault(mark => bare.StartsWith(mark, StringComparison.OrdinalIgnoreCase)) is { } mark)
        {
            bare = bare[mark.Length..].TrimStart();
        }

        return bare;
    }
}
