using System.Text;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.EndToEnd.Tests.Support;

/// <summary>A connected person's mailbox, and ways to put mail into it.</summary>
internal sealed record AMailbox(TestTenant Tenant, World World, string Person, string Path)
{
    public const string Modify = "https://www.googleapis.com/auth/gmail.modify";
    public const string Full = "https://mail.google.com/";

    public static async Task<AMailbox> OfAsync(World world, TestTenant tenant, int messages = 0, params string[] scopes)
    {
        var person = await world.Google.APersonAsync(messages);
        return new AMailbox(tenant, world, person, $"v1/grants/{await tenant.ConnectAsync(person, ["openid", "email", .. scopes])}/");
    }

    /// <summary>Mail that arrives; answers the message's id.</summary>
    public async Task<string> DeliverAsync(string subject = "News", string text = "Hello") =>
        (await World.Google.PostAsync($"sandbox/people/{Person}/mail", new { from = "shop@example.com", subject, text }, expectedStatus: 201)).Text("id")!;

    /// <summary>Puts a message in as it is, through the gateway; answers its id.</summary>
    public async Task<string> InsertAsync(string mime, string? threadId = null) => (await Tenant.PostAsync(
        Path + "google/gmail/v1/users/me/messages",
        new { raw = WebEncoders.Base64UrlEncode(Encoding.UTF8.GetBytes(mime)), labelIds = new[] { "INBOX" }, threadId })).Text("id")!;

    /// <summary>A message with one text and one file.</summary>
    public static string Mime(string subject, string fileHeaders, string body) => $"""
        From: Ada <ada@example.com>
        To: Grace <grace@example.com>
        Subject: {subject}
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b"

        --b
        Content-Type: text/plain; charset=utf-8

        See below.
        --b
        {fileHeaders}

        {body}
        --b--

        """.ReplaceLineEndings("\r\n");
}
