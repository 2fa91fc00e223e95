using System.Text;
using MimeKit;
using MimeKit.Text;

namespace GmailPlatform.GoogleSandbox.Gmail.Search;

/// <summary>What search and snippets need of a message, read once.</summary>
internal sealed record SearchDocument
{
    public required Words From { get; init; }

    public required Words To { get; init; }

    public required Words Cc { get; init; }

    public required Words Bcc { get; init; }

    public required Words DeliveredTo { get; init; }

    public required Words List { get; init; }

    public required Words Subject { get; init; }

    public required IReadOnlyList<string> FileNames { get; init; }

    /// <summary>Everything that a plain word is looked for in.</summary>
    public required Words Everything { get; init; }

    /// <summary>Text with its links, for <c>has:drive</c> and its like.</summary>
    public required string Source { get; init; }

    public required string MessageId { get; init; }

    public required string Snippet { get; init; }

    public static SearchDocument Of(MimeMessage message)
    {
        var html = message.HtmlBody;
        var text = message.TextBody ?? (html is null ? "" : TextOf(html));
        var fileNames = message.BodyParts.Select(part => part.ContentDisposition?.FileName ?? part.ContentType.Name).OfType<string>().ToList();
        return new SearchDocument
        {
            From = Words.Of(message.From.ToString()),
            To = Words.Of(message.To.ToString()),
            Cc = Words.Of(message.Cc.ToString()),
            Bcc = Words.Of(message.Bcc.ToString()),
            DeliveredTo = Words.Of(message.Headers["Delivered-To"] ?? message.To.ToString()),
            List = Words.Of(message.Headers["List-Id"]),
            Subject = Words.Of(message.Subject),
            FileNames = fileNames,
            Everything = Words.Of($"{message.Subject}\n{message.From}\n{message.To}\n{message.Cc}\n{text}\n{string.Join('\n', fileNames)}"),
            Source = $"{text}\n{html}",
            MessageId = message.MessageId ?? "",
            Snippet = Gmail.Messages.Snippet.Of(text),
        };
    }

    private static string TextOf(string html)
    {
        var text = new StringBuilder();
        var hidden = false;
        using var reader = new StringReader(html);
        var tokenizer = new HtmlTokenizer(reader) { DecodeCharacterReferences = true };
        while (tokenizer.ReadNextToken(out var token))
        {
            if (token is HtmlTagToken { Id: HtmlTagId.Style or HtmlTagId.Script or HtmlTagId.Title } tag)
            {
                hidden = !tag.IsEndTag;
            }
            else if (token is HtmlTagToken)
            {
                text.Append(' ');
            }
            else if (token is HtmlDataToken data and not HtmlScriptDataToken && !hidden)
            {
                text.Append(data.Data);
            }
        }

        return text.ToString();
    }
}
