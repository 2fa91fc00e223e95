using MimeKit;

namespace GmailPlatform.GoogleSandbox.Gmail.Sending;

/// <summary>Everybody whom a message goes to.</summary>
internal static class Recipients
{
    private static readonly HeaderId[] Fields = [HeaderId.To, HeaderId.Cc, HeaderId.Bcc];

    public static GmailError? Read(MimeMessage message, out IReadOnlySet<string> addresses)
    {
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        addresses = found;
        foreach (var header in message.Headers.Where(header => Fields.Contains(header.Id)))
        {
            if (!TryRead(header, found))
            {
                return GmailErrors.Invalid($"Invalid {header.Id} header");
            }
        }

        return found.Count == 0 ? GmailErrors.NoRecipient : null;
    }

    private static bool TryRead(Header header, HashSet<string> found)
    {
        if (header.Value.Trim().Length == 0)
        {
            return true;
        }

        if (!InternetAddressList.TryParse(header.RawValue, out var list) || list.Mailboxes.Any(mailbox => !mailbox.Address.Contains('@', StringComparison.Ordinal)))
        {
            return false;
        }

        found.UnionWith(list.Mailboxes.Select(mailbox => mailbox.Address));
        return true;
    }
}
