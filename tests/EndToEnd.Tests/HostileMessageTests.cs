using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Mail that was written to break its reader.</summary>
public sealed class HostileMessageTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    private static readonly Dictionary<string, string> Messages = new(StringComparer.Ordinal)
    {
        ["nothing but a subject"] = "Subject: x",
        ["a charset that there is none of"] = "Subject: =?no-such-charset?B?4pi6?=\r\nContent-Type: text/plain; charset=\"no-such-charset\"\r\n\r\n\u263a",
        ["encoded words that lie"] = "Subject: =?utf-8?B?!!!?= =?utf-8?Q?=ZZ?= =?utf-8?X?x?= =?\r\nFrom: =?utf-8?B?\r\n\r\nx",
        ["base64 that is none"] = AMailbox.Mime("x", "Content-Type: image/png; name=\"a.png\"\nContent-Transfer-Encoding: base64", "&&&=A=\u0000B===C"),
        ["an encoding that there is none of"] = AMailbox.Mime("x", "Content-Type: image/png; name=\"a.png\"\nContent-Transfer-Encoding: 9bit", "x"),
        ["a boundary that is missing"] = "Content-Type: multipart/mixed\r\n\r\n--\r\n\r\n----\r\n",
        ["a boundary that never ends"] = "Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\n--b",
        ["a header without end"] = $"Subject: {new string('x', 500_000)}\r\n\r\nx",
        ["headers without number"] = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"X-{i}: y\r\n")) + "\r\nx",
        ["addresses within addresses"] = $"To: {new string('<', 2_000)}a@b{new string('>', 2_000)}, {string.Concat(Enumerable.Repeat("(", 2_000))}\r\nSubject: x\r\n\r\nx",
        ["parts within parts"] = string.Concat(Enumerable.Range(0, 200).Select(i => $"Content-Type: multipart/mixed; boundary=\"b{i}\"\r\n\r\n--b{i}\r\n")) + "\r\nx",
        ["messages within messages"] = string.Concat(Enumerable.Repeat("Content-Type: message/rfc822\r\n\r\n", 200)) + "Subject: x\r\n\r\nx",
        ["a name that leads elsewhere"] = AMailbox.Mime("x", "Content-Type: image/png\nContent-Disposition: attachment; filename=\"../../etc/passwd\\\"; x=\\\"\"", "x"),
    };

    public static TheoryData<string> Attacks => [.. Messages.Keys];

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task It_is_listed_read_and_downloaded_like_any_other(string attack)
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var id = await mailbox.InsertAsync(Messages[attack]);

        (await tenant.GetAsync(mailbox.Path + "messages?view=metadata")).GetProperty("messages").EnumerateArray().Should().ContainSingle(message => message.Text("id") == id);
        foreach (var format in new[] { "full", "metadata", "minimal", "raw" })
        {
            await tenant.GetAsync($"{mailbox.Path}messages/{id}?format={format}");
        }

        foreach (var attachment in (await tenant.GetAsync($"{mailbox.Path}messages/{id}")).GetProperty("attachments").EnumerateArray())
        {
            (await tenant.Api.GetByteArrayAsync($"{mailbox.Path}messages/{id}/attachments/{attachment.Text("attachmentId")}"))
                .Should().HaveCount(attachment.GetProperty("size").GetInt32());
        }
    }
}
