using System.Buffers.Text;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using GmailPlatform.Infrastructure.Mailbox;
using Google.Apis.Gmail.v1.Data;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Tests.Mailbox;

/// <summary>Messages that a stranger wrote.</summary>
public sealed class MessageParsingTests
{
    [Property(MaxTest = 300)]
    public void Whatever_a_message_holds_it_is_taken_apart(NonNull<string>[] texts, byte[] body, long internalDate, NonNegativeInt shape)
    {
        var message = AMessage(texts, body, internalDate, shape.Get);

        var mail = message.ToMailMessage();

        mail.Headers.Should().HaveCount(message.Payload.Headers.Count);
        (mail.Attachments.Count + (mail.Text is null ? 0 : 1) + (mail.Html is null ? 0 : 1)).Should().BeLessThanOrEqualTo(message.Parts().Count());
        mail.Attachments.Where(attachment => message.Attachment(attachment.AttachmentId) is null).Should().BeEmpty();
        message.ToReference().Subject.Should().Be(mail.Subject);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_date_that_no_calendar_holds_is_none(long internalDate) => new Message { InternalDate = internalDate }.ToMailMessage().Date.Should().BeNull();

    [Fact]
    public async Task Mail_that_was_forwarded_fifty_times_is_read_to_its_innermost_part()
    {
        using var services = new GmailServices(Options.Create(new GoogleOptions()));
        var innermost = """{"partId":"last","filename":"a.txt","body":{"size":1,"data":"YQ"}}""";
        var payload = Enumerable.Range(0, 50).Aggregate(innermost, (part, _) => $$"""{"parts":[{{part}}]}""");
        using var response = new HttpResponseMessage { Content = new StringContent($$"""{"id":"18f0","payload":{{payload}}}""") };

        (await services.Gmail.DeserializeResponse<Message>(response)).ToMailMessage().Attachments.Should().ContainSingle(attachment => attachment.AttachmentId == "last");
    }

    [Fact]
    public void Parts_within_parts_without_end_are_left_at_a_depth()
    {
        var root = new MessagePart { PartId = "" };
        var innermost = root;
        for (var depth = 0; depth < 100_000; depth++)
        {
            innermost.Parts = [new MessagePart { PartId = "0", MimeType = "multipart/mixed" }];
            innermost = innermost.Parts[0];
        }

        new Message { Payload = root }.Parts().Should().HaveCountLessThan(100);
    }

    [Fact]
    public void A_hundred_thousand_parts_and_headers_are_read_once()
    {
        var payload = new MessagePart
        {
            Headers = [.. Enumerable.Range(0, 100_000).Select(i => new MessagePartHeader { Name = $"X-{i}", Value = "v" })],
            Parts = [.. Enumerable.Range(0, 100_000).Select(i => new MessagePart { PartId = $"{i}", Filename = "f", Body = new MessagePartBody { Size = 1 } })],
        };

        var mail = new Message { Payload = payload }.ToMailMessage();

        (mail.Headers.Count, mail.Attachments.Count).Should().Be((100_000, 100_000));
    }

    [Property(MaxTest = 200)]
    public void A_text_that_is_no_UTF_8_is_text_all_the_same(byte[] bytes)
    {
        var message = new Message { Payload = new MessagePart { MimeType = "TEXT/plain", Body = new MessagePartBody { Data = Base64Url.EncodeToString(bytes) } } };

        message.ToMailMessage().Text.Should().Be(Encoding.UTF8.GetString(bytes));
    }

    /// <summary>A tree whose shape follows a number, with any texts in any place.</summary>
    private static Message AMessage(NonNull<string>[] texts, byte[] body, long internalDate, int shape)
    {
        var at = 0;
        return new Message
        {
            Id = "18f0",
            ThreadId = "18f0",
            InternalDate = internalDate,
            Snippet = Next(),
            Payload = APart("", depth: 0),
        };

        string? Next() => texts.Length == 0 ? null : texts[at++ % texts.Length].Get;

        MessagePart APart(string id, int depth) => new()
        {
            PartId = id,
            Filename = Next(),
            MimeType = ((shape + depth) % 3) switch { 0 => Next(), 1 => "text/plain", _ => "text/html" },
            Headers = [new MessagePartHeader { Name = Next() ?? "Subject", Value = Next() }],
            Body = (shape + depth) % 4 == 0 ? null : new MessagePartBody { Size = body.Length, Data = Base64Url.EncodeToString(body) },
            Parts = depth > 5 ? null : [.. Enumerable.Range(0, (shape + depth) % 3).Select(i => APart($"{id}.{i}".TrimStart('.'), depth + 1))],
        };
    }
}
