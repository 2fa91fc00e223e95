using System.Net;
using System.Text;
using Google.Apis.Gmail.v1;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Requests;
using Google.Apis.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.GmailClient.Tests;

/// <summary>Several calls in one request (https://developers.google.com/workspace/gmail/api/guides/batch).</summary>
public sealed class BatchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_of_a_batch_are_sent_and_answered_together_each_to_its_own_caller()
    {
        await using var gmail = await LocalGmail.StartAsync(AnswerBatch);
        var batch = new BatchRequest(gmail.Service, gmail.Root + "batch/gmail/v1");
        var answers = new List<(object? Content, RequestError? Error, int Index, HttpStatusCode Status)>();
        batch.Queue<Profile>(gmail.Service.Users.GetProfile("me"), (content, error, index, answer) => answers.Add((content, error, index, answer.StatusCode)));
        batch.Queue<Message>(
            gmail.Service.Users.Messages.Modify(new ModifyMessageRequest { AddLabelIds = ["STARRED"] }, "me", "18f0"),
            (content, error, index, answer) => answers.Add((content, error, index, answer.StatusCode)));
        batch.Queue<Message>(gmail.Service.Users.Messages.Get("me", "gone"), (content, error, index, answer) => answers.Add((content, error, index, answer.StatusCode)));

        await batch.ExecuteAsync(Ct);

        gmail.Asked.Should().ContainSingle(asked => asked.Method == "POST" && asked.Target == "/batch/gmail/v1");
        answers.Select(answer => (answer.Index, answer.Status)).Should().Equal((0, HttpStatusCode.OK), (1, HttpStatusCode.OK), (2, HttpStatusCode.NotFound));
        answers[0].Content.Should().BeOfType<Profile>().Which.EmailAddress.Should().Be("ada@example.com");
        answers[1].Content.Should().BeOfType<Message>().Which.LabelIds.Should().Equal("STARRED");
        answers[2].Error!.Errors[0].Reason.Should().Be("notFound");
    }

    [Fact]
    public async Task Each_part_of_a_batch_is_a_whole_request()
    {
        await using var gmail = await LocalGmail.StartAsync(AnswerBatch);
        var batch = new BatchRequest(gmail.Service, gmail.Root + "batch/gmail/v1");
        batch.Queue<Message>(gmail.Service.Users.Messages.Modify(new ModifyMessageRequest { AddLabelIds = ["STARRED"] }, "me", "18f0"), (_, _, _, _) => { });

        await batch.ExecuteAsync(Ct);

        var part = (await PartsAsync(gmail.Asked.Single())).Should().ContainSingle().Subject;
        part.Should().StartWith($"POST {gmail.Root}gmail/v1/users/me/messages/18f0/modify").And.EndWith("""{"addLabelIds":["STARRED"]}""");
    }

    [Fact]
    public void A_batch_goes_to_Google_even_where_another_root_is_set_as_in_the_official_package()
    {
        using var gmail = new GmailService(new BaseClientService.Initializer { BaseUri = "http://localhost:5081/" });

        gmail.BatchUri.Should().Be("https://gmail.googleapis.com/batch");
    }

    private static async Task AnswerBatch(Asked asked, HttpResponse response)
    {
        response.ContentType = "multipart/mixed; boundary=answers";
        foreach (var part in await PartsAsync(asked))
        {
            await response.WriteAsync($"--answers\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 {AnswerTo(new Uri(part.Split([' ', '\r', '\n'])[1]).AbsolutePath)}\r\n");
        }

        await response.WriteAsync("--answers--\r\n");
    }

    private static string AnswerTo(string path) => path switch
    {
        "/gmail/v1/users/me/profile" => Answer("200 OK", """{"emailAddress":"ada@example.com"}"""),
        "/gmail/v1/users/me/messages/18f0/modify" => Answer("200 OK", """{"id":"18f0","labelIds":["STARRED"]}"""),
        _ => Answer("404 Not Found", """{"error":{"code":404,"message":"Requested entity was not found.","errors":[{"domain":"global","reason":"notFound"}]}}"""),
    };

    private static string Answer(string status, string json) =>
        $"{status}\r\nContent-Type: application/json; charset=UTF-8\r\nContent-Length: {json.Length}\r\n\r\n{json}";

    private static async Task<IReadOnlyList<string>> PartsAsync(Asked asked)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(asked.Headers.ContentType.ToString()).Boundary).ToString();
        var reader = new MultipartReader(boundary, new MemoryStream(asked.Body));
        var parts = new List<string>();
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            section.ContentType.Should().StartWith("application/http");
            using var text = new StreamReader(section.Body, Encoding.UTF8);
            parts.Add((await text.ReadToEndAsync()).TrimEnd());
        }

        return parts;
    }
}
