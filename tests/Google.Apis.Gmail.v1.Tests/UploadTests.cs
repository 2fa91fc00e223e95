using System.Globalization;
using System.Text;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Upload;
using Microsoft.AspNetCore.Http;
using static Google.Apis.Gmail.v1.UsersResource;

namespace GmailPlatform.GmailClient.Tests;

/// <summary>Resumable uploads (https://developers.google.com/workspace/gmail/api/guides/uploads).</summary>
public sealed class UploadTests
{
    private const string Rfc822 = "message/rfc822";

    /// <summary>Two chunks of the smallest size that Google takes, the second not full.</summary>
    private static readonly byte[] Mail = Encoding.ASCII.GetBytes(new string('m', 300_000));

    private static readonly Dictionary<string, (Func<UsersResource, Stream, ResumableUpload> Upload, string Line, string Metadata)> Uploads = new()
    {
        ["drafts.create"] = (
            (users, mail) => users.Drafts.Create(new() { Message = new() { ThreadId = "18ef" } }, "me", mail, Rfc822),
            "POST drafts?uploadType=resumable",
            """{"message":{"threadId":"18ef"}}"""),
        ["drafts.send"] = ((users, mail) => users.Drafts.Send(new() { Id = "r1" }, "me", mail, Rfc822), "POST drafts/send?uploadType=resumable", """{"id":"r1"}"""),
        ["drafts.update"] = ((users, mail) => users.Drafts.Update(new() { Id = "r1" }, "me", "r1", mail, Rfc822), "PUT drafts/r1?uploadType=resumable", """{"id":"r1"}"""),
        ["messages.import"] = (
            (users, mail) =>
            {
                var import = users.Messages.Import(new() { LabelIds = ["INBOX"] }, "me", mail, Rfc822);
                import.Deleted = false;
                import.InternalDateSource = MessagesResource.ImportMediaUpload.InternalDateSourceEnum.DateHeader;
                import.NeverMarkSpam = true;
                import.ProcessForCalendar = true;
                return import;
            },
            "POST messages/import?uploadType=resumable&deleted=false&internalDateSource=dateHeader&neverMarkSpam=true&processForCalendar=true",
            """{"labelIds":["INBOX"]}"""),
        ["messages.insert"] = (
            (users, mail) =>
            {
                var insert = users.Messages.Insert(new() { LabelIds = ["INBOX"] }, "me", mail, Rfc822);
                insert.InternalDateSource = MessagesResource.InsertMediaUpload.InternalDateSourceEnum.ReceivedTime;
                insert.Fields = "id";
                insert.Alt = MessagesResource.InsertMediaUpload.AltEnum.Json;
                return insert;
            },
            "POST messages?uploadType=resumable&internalDateSource=receivedTime&alt=json&fields=id",
            """{"labelIds":["INBOX"]}"""),
        ["messages.send"] = ((users, mail) => users.Messages.Send(new() { ThreadId = "18ef" }, "me", mail, Rfc822), "POST messages/send?uploadType=resumable", """{"threadId":"18ef"}"""),
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Uploads.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_upload_opens_a_session_with_its_metadata_and_sends_the_message_in_chunks(string method)
    {
        await using var gmail = await LocalGmail.StartAsync(TakeUpload);
        var (create, line, metadata) = Uploads[method];
        using var mail = new MemoryStream(Mail);
        var upload = create(gmail.Service.Users, mail);
        upload.ChunkSize = ResumableUpload.MinimumChunkSize;

        var progress = await upload.UploadAsync(Ct);

        progress.Exception.Should().BeNull();
        progress.Status.Should().Be(UploadStatus.Completed);
        var asked = gmail.Asked.ToList();
        asked.Should().HaveCount(3);
        $"{asked[0].Method} {asked[0].Target}".Should().Be(line.Replace(" ", " /upload/gmail/v1/users/me/", StringComparison.Ordinal));
        asked[0].Text.Should().Be(metadata);
        asked[0].Headers["X-Upload-Content-Type"].Should().Equal(Rfc822);
        asked[0].Headers["X-Upload-Content-Length"].Should().Equal("300000");
        asked.Skip(1).Select(chunk => $"{chunk.Method} {chunk.Target} {chunk.Headers.ContentRange}")
            .Should().Equal("PUT /session bytes 0-262143/300000", "PUT /session bytes 262144-299999/300000");
        asked[1].Body.Concat(asked[2].Body).Should().Equal(Mail);
    }

    [Fact]
    public async Task The_answer_to_the_last_chunk_is_the_uploads()
    {
        await using var gmail = await LocalGmail.StartAsync(TakeUpload);
        using var mail = new MemoryStream(Mail);
        var upload = gmail.Service.Users.Messages.Send(new Message(), "me", mail, Rfc822);

        await upload.UploadAsync(Ct);

        upload.ResponseBody.Id.Should().Be("18f0");
    }

    [Fact]
    public async Task An_upload_that_was_cut_off_goes_on_where_Gmail_stands()
    {
        var refusals = 1;
        await using var gmail = await LocalGmail.StartAsync((asked, response) =>
        {
            if (asked.Headers.ContentRange == "bytes 262144-299999/300000" && refusals-- > 0)
            {
                response.StatusCode = StatusCodes.Status410Gone;
                return Task.CompletedTask;
            }

            return TakeUpload(asked, response);
        });
        using var mail = new MemoryStream(Mail);
        var upload = gmail.Service.Users.Messages.Insert(new Message(), "me", mail, Rfc822);
        upload.ChunkSize = ResumableUpload.MinimumChunkSize;

        var cutOff = await upload.UploadAsync(Ct);
        var resumed = await upload.ResumeAsync(Ct);

        cutOff.Status.Should().Be(UploadStatus.Failed);
        resumed.Status.Should().Be(UploadStatus.Completed);
        gmail.Asked.Skip(1).Select(asked => asked.Headers.ContentRange.ToString()).Should().Equal(
            "bytes 0-262143/300000", "bytes 262144-299999/300000", "bytes */300000", "bytes 262144-299999/300000");
    }

    [Fact]
    public void No_upload_is_left_out_here()
    {
        using var service = new GmailService();

        Uploads.Values.Select(each => each.Upload(service.Users, Stream.Null).GetType()).Should().BeEquivalentTo(
            typeof(GmailService).Assembly.GetExportedTypes().Where(type => !type.IsAbstract && typeof(ResumableUpload).IsAssignableFrom(type)));
    }

    /// <summary>Google's side of a resumable upload of <see cref="Mail"/>.</summary>
    private static Task TakeUpload(Asked asked, HttpResponse response)
    {
        if (asked.Target != "/session")
        {
            response.Headers.Location = $"http://{asked.Headers.Host}/session";
            return Task.CompletedTask;
        }

        if (asked.Headers.ContentRange.ToString() is "bytes 262144-299999/300000" or "bytes 0-299999/300000")
        {
            response.ContentType = "application/json";
            return response.WriteAsync("""{"id":"18f0"}""");
        }

        response.StatusCode = StatusCodes.Status308PermanentRedirect; // "Resume Incomplete" here
        response.Headers.Range = string.Create(CultureInfo.InvariantCulture, $"bytes=0-{ResumableUpload.MinimumChunkSize - 1}");
        return Task.CompletedTask;
    }
}
