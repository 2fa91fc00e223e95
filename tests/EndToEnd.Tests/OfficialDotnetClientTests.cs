using System.Text;
using GmailPlatform.Testing;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Requests;
using Google.Apis.Services;
using Google.Apis.Upload;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>The typed .NET client, on Google's own base classes, at the sandbox and through the gateway.</summary>
public sealed class OfficialDotnetClientTests(SharedWorld shared)
{
    private const string Me = "me";

    private static readonly string[] Scopes = ["openid", "email", "https://www.googleapis.com/auth/gmail.modify"];

    private readonly World _world = shared.World;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tour_of_a_mailbox_succeeds(bool throughTheGateway)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 12);
        var grantId = await tenant.ConnectAsync(person, Scopes);
        var accessToken = (await tenant.GetAsync($"v1/grants/{grantId}/access-token")).Text("accessToken")!;
        var (root, token) = throughTheGateway
            ? (new Uri(_world.PlatformUrl, $"v1/grants/{grantId}/google/"), tenant.ApiKey)
            : (_world.Settings.SandboxUrl, accessToken);
        using var gmail = new GmailService(new BaseClientService.Initializer
        {
            ApplicationName = "tour",
            BaseUri = root.AbsoluteUri,
            HttpClientInitializer = GoogleCredential.FromAccessToken(token),
        });

        (await gmail.Users.GetProfile(Me).ExecuteAsync()).EmailAddress.Should().Be(person);
        var ids = await ListAllAsync(gmail);
        await ChangeAsync(gmail, ids[0]);
        await SendAsync(gmail, person);
        if (!throughTheGateway)
        {
            // Google's library for .NET sends uploads to the root of the host, whatever path the base URI has.
            await UploadAsync(gmail, person);
        }

        await BatchAsync(gmail, root, ids);
    }

    private static async Task<List<string>> ListAllAsync(GmailService gmail)
    {
        var ids = new List<string>();
        var list = gmail.Users.Messages.List(Me);
        (list.MaxResults, list.IncludeSpamTrash) = (5, true);
        do
        {
            var page = await list.ExecuteAsync();
            ids.AddRange(page.Messages.Select(message => message.Id));
            list.PageToken = page.NextPageToken;
        }
        while (list.PageToken is not null);

        ids.Should().OnlyHaveUniqueItems().And.HaveCount(12);
        return ids;
    }

    private static async Task ChangeAsync(GmailService gmail, string id)
    {
        var label = await gmail.Users.Labels.Create(new Label { Name = "Tour" }, Me).ExecuteAsync();
        var changed = await gmail.Users.Messages.Modify(new ModifyMessageRequest { AddLabelIds = [label.Id] }, Me, id).ExecuteAsync();
        changed.LabelIds.Should().Contain(label.Id);
        (await gmail.Users.Messages.Trash(Me, id).ExecuteAsync()).LabelIds.Should().Contain("TRASH");
        (await gmail.Users.Messages.Untrash(Me, id).ExecuteAsync()).LabelIds.Should().NotContain("TRASH");
        await gmail.Users.Labels.Delete(Me, label.Id).ExecuteAsync();
    }

    private static async Task SendAsync(GmailService gmail, string person)
    {
        var raw = Convert.ToBase64String(Mail(person, "As JSON")).Replace('+', '-').Replace('/', '_');
        var sent = await gmail.Users.Messages.Send(new Message { Raw = raw }, Me).ExecuteAsync();
        (await gmail.Users.Messages.Get(Me, sent.Id).ExecuteAsync()).Payload.Headers.Should().Contain(header => header.Name == "Subject" && header.Value == "As JSON");
    }

    private static async Task UploadAsync(GmailService gmail, string person)
    {
        using var mail = new MemoryStream(Mail(person, "In pieces", new string('x', 600_000)));
        var upload = gmail.Users.Messages.Send(new Message(), Me, mail, "message/rfc822");
        upload.ChunkSize = ResumableUpload.MinimumChunkSize;

        var progress = await upload.UploadAsync();

        progress.Status.Should().Be(UploadStatus.Completed, progress.Exception?.Message ?? "");
        upload.ResponseBody.LabelIds.Should().Contain("SENT");
    }

    private static async Task BatchAsync(GmailService gmail, Uri root, List<string> ids)
    {
        var batch = new BatchRequest(gmail, new Uri(root, "batch/gmail/v1").AbsoluteUri);
        var (found, missed) = (new List<string>(), 0);
        foreach (var id in ids.Take(3).Append("ffffffffffffffff"))
        {
            batch.Queue<Message>(gmail.Users.Messages.Get(Me, id), (message, error, _, _) =>
            {
                if (error is null)
                {
                    found.Add(message.Id);
                }
                else
                {
                    missed++;
                }
            });
        }

        await batch.ExecuteAsync();

        found.Should().Equal(ids.Take(3));
        missed.Should().Be(1);
    }

    private static byte[] Mail(string to, string subject, string text = "Hello") =>
        Encoding.UTF8.GetBytes($"To: {to}\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n");
}
