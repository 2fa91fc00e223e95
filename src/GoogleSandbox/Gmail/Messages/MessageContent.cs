using System.Diagnostics.CodeAnalysis;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Sending;
using MimeKit;

namespace GmailPlatform.GoogleSandbox.Gmail.Messages;

/// <summary>A message that a call brings: uploaded, or as <c>raw</c> in its JSON.</summary>
internal sealed record MessageContent(byte[] Raw, MimeMessage Parsed, string? RequestedThreadId)
{
    /// <summary>Whether the call brings one at all.</summary>
    public static bool IsGiven(GmailCall call, MessageInput? input) => call.Media is not null || !string.IsNullOrEmpty(input?.Raw);

    public static GmailError? Read(GmailCall call, MessageInput? input, out MessageContent? content)
    {
        content = null;
        var raw = call.Media ?? [];
        if (call.Media is null && input?.Raw is { } text && !WebSafeBase64.TryDecode(text, out raw))
        {
            return GmailErrors.InvalidBase64("raw");
        }

        if (raw.Length == 0)
        {
            return GmailErrors.NoRaw;
        }

        if (raw.Length > call.Method.MaximumUpload)
        {
            return GmailErrors.UploadTooLarge;
        }

        if (!TryParse(raw, out var parsed))
        {
            return GmailErrors.NoRaw;
        }

        content = new MessageContent(raw, parsed, Web.Forms.NullIfEmpty(input?.ThreadId));
        return null;
    }

    /// <summary>The thread to join: the one that is asked for, or the one that the message answers; null for one of its own.</summary>
    public GmailError? FindThread(Mailbox mailbox, out string? threadId) => Threading.Find(mailbox, RequestedThreadId, Parsed, out threadId);

    private static bool TryParse(byte[] raw, [NotNullWhen(true)] out MimeMessage? parsed)
    {
        try
        {
            using var stream = new MemoryStream(raw, writable: false);
            parsed = MimeMessage.Load(stream);
            return true;
        }
        catch (FormatException)
        {
            parsed = null;
            return false;
        }
    }
}
