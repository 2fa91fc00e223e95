using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class BatchTests(Sandbox sandbox)
{
    [Theory]
    [InlineData("/batch/gmail/v1")]
    [InlineData("/batch")]
    public async Task Answers_come_in_order_with_the_ids_of_their_questions(string path)
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var (one, other) = (await account.InsertAsync("One"), await account.InsertAsync("Other"));

        var answers = await BatchAsync(
            account,
            path,
            Part($"GET /gmail/v1/users/me/messages/{one}?format=minimal HTTP/1.1", "<item1>"),
            Part("GET /gmail/v1/users/me/messages/00000000000000ff HTTP/1.1", "<item2>"),
            Part($"GET {sandbox.Url}/gmail/v1/users/me/messages/{other}?format=minimal"));

        answers.Select(answer => answer.Status).Should().Equal(200, 404, 200);
        answers.Select(answer => answer.ContentId).Should().Equal("<response-item1>", "<response-item2>", null);
        answers[0].Json.GetProperty("id").GetString().Should().Be(one);
        answers[1].Json.GetProperty("error").GetProperty("status").GetString().Should().Be("NOT_FOUND");
        answers[2].Json.GetProperty("id").GetString().Should().Be(other);
        answers[0].Head.Should().Contain("HTTP/1.1 200 OK\r\n").And.Contain("Content-Type: application/json; charset=UTF-8\r\n");
    }

    [Fact]
    public async Task A_call_that_writes_brings_its_body_along()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var id = await account.InsertAsync();

        var answers = await BatchAsync(
            account,
            "/batch/gmail/v1",
            Part($"POST /gmail/v1/users/me/messages/{id}/modify HTTP/1.1", body: """{"addLabelIds":["STARRED"]}"""),
            Part($"DELETE /gmail/v1/users/me/messages/{id} HTTP/1.1"));

        answers.Select(answer => answer.Status).Should().Equal(200, 204);
        answers[0].Json.GetProperty("labelIds")[0].GetString().Should().Be("STARRED");
        (await account.GetAsync($"messages/{id}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Line_feeds_alone_are_understood()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        var body = $"--b\nContent-Type: application/http\n\nGET /gmail/v1/users/me/profile\n\n--b--\n";

        var reply = await PostAsync(account, "/batch/gmail/v1", "multipart/mixed; boundary=b", body);

        Read(reply).Single().Json.GetProperty("emailAddress").GetString().Should().Be(account.Email);
    }

    [Fact]
    public async Task Headers_and_parameters_of_the_batch_go_for_each_call_that_has_none_of_its_own()
    {
        var (account, other) = (await MailAccount.OpenAsync(sandbox), await MailAccount.OpenAsync(sandbox));

        var answers = await BatchAsync(
            account,
            "/batch/gmail/v1?fields=emailAddress&prettyPrint=false",
            Part("GET /gmail/v1/users/me/profile HTTP/1.1"),
            Part($"GET /gmail/v1/users/me/profile?fields=messagesTotal HTTP/1.1\r\nAuthorization: Bearer {other.Access}"),
            Part("GET /gmail/v1/users/me/profile HTTP/1.1\r\nAuthorization: Bearer nothing"));

        answers[0].Body.Should().Be($"{{\"emailAddress\":\"{account.Email}\"}}");
        answers[1].Body.Should().Be("{\"messagesTotal\":0}");
        answers[2].Status.Should().Be(401);
        answers[2].Head.Should().Contain("WWW-Authenticate: Bearer");
    }

    [Fact]
    public async Task A_hundred_calls_are_answered_and_one_more_is_too_many()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        string[] parts = [.. Enumerable.Repeat(Part("GET /gmail/v1/users/me/profile HTTP/1.1"), 100)];

        (await BatchAsync(account, "/batch/gmail/v1", parts)).Should().HaveCount(100).And.OnlyContain(answer => answer.Status == 200);
        var tooMany = await PostAsync(account, "/batch/gmail/v1", "multipart/mixed; boundary=b", Body([.. parts, parts[0]]));

        tooMany.Status.Should().Be(HttpStatusCode.BadRequest);
        tooMany.Text("error.message").Should().Be("The batch request exceeds the maximum of 100 calls.");
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("multipart/mixed", "--b--")]
    [InlineData("multipart/mixed; boundary=b", "")]
    [InlineData("multipart/mixed; boundary=b", "--b--\r\n")]
    [InlineData("multipart/mixed; boundary=b", "--b\r\nContent-Type: application/http\r\n\r\nGET\r\n--b--\r\n")]
    [InlineData("multipart/mixed; boundary=b", "--b\r\nContent-Type: application/http\r\n\r\nGET /gmail/v1/users/me/profile HTTP/1.1\r\n")]
    public async Task What_is_no_batch_is_refused(string contentType, string body)
    {
        var account = await MailAccount.OpenAsync(sandbox);

        var reply = await PostAsync(account, "/batch/gmail/v1", contentType, body);

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
        reply.Text("error.message").Should().StartWith("Failed to parse batch request, error:");
    }

    [Theory]
    [InlineData("POST /upload/gmail/v1/users/me/messages/send?uploadType=media HTTP/1.1")]
    [InlineData("GET /v1/userinfo HTTP/1.1")]
    [InlineData("POST /batch/gmail/v1 HTTP/1.1")]
    [InlineData("GET /gmail/v1/users/me/nothing HTTP/1.1")]
    public async Task A_call_of_something_else_is_not_found(string requestLine)
    {
        var account = await MailAccount.OpenAsync(sandbox);

        (await BatchAsync(account, "/batch/gmail/v1", Part(requestLine))).Single().Status.Should().Be(404);
    }

    [Fact]
    public async Task Each_call_meets_its_own_fault_and_is_in_the_log()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        await sandbox.PostAsync("/sandbox/faults", new { endpoint = "gmail.users.getProfile", person = account.Email, status = 429, times = 1 });

        var answers = await BatchAsync(
            account, "/batch/gmail/v1", Part("GET /gmail/v1/users/me/profile HTTP/1.1"), Part("GET /gmail/v1/users/me/profile HTTP/1.1"));

        answers.Select(answer => answer.Status).Should().Equal(429, 200);
        var calls = await sandbox.GetAsync($"/sandbox/calls?endpoint=gmail.users.getProfile&person={account.Email}");
        calls.Json.GetProperty("calls").EnumerateArray().Select(call => call.GetProperty("status").GetInt32()).Should().Equal(429, 200);
    }

    [Fact]
    public async Task The_batch_as_a_whole_can_meet_a_fault_too()
    {
        var account = await MailAccount.OpenAsync(sandbox);
        await sandbox.PostAsync("/sandbox/faults", new { endpoint = "batch", person = account.Email, status = 503, times = 1 });

        var reply = await PostAsync(account, "/batch/gmail/v1", "multipart/mixed; boundary=b", Body(Part("GET /gmail/v1/users/me/profile HTTP/1.1")));

        reply.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        reply.Text("error.errors.0.reason").Should().Be("backendError");
        (await sandbox.GetAsync($"/sandbox/calls?endpoint=gmail&person={account.Email}")).Text("count").Should().Be("0");
    }

    private static string Part(string request, string? contentId = null, string? body = null)
    {
        var id = contentId is null ? "" : $"Content-ID: {contentId}\r\n";
        var type = body is null ? "" : "Content-Type: application/json\r\n";
        return $"Content-Type: application/http\r\n{id}\r\n{request}\r\n{type}\r\n{body}";
    }

    private static string Body(params string[] parts) => string.Concat(parts.Select(part => $"--b\r\n{part}\r\n")) + "--b--\r\n";

    private static async Task<List<Answer>> BatchAsync(MailAccount account, string path, params string[] parts) =>
        Read(await PostAsync(account, path, "multipart/mixed; boundary=\"b\"", Body(parts)));

    private static Task<Reply> PostAsync(MailAccount account, string path, string contentType, string body)
    {
        var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return account.CallAsync(HttpMethod.Post, path, content);
    }

    private static List<Answer> Read(Reply reply)
    {
        reply.Status.Should().Be(HttpStatusCode.OK, reply.Body);
        reply.ContentType.Should().Be("multipart/mixed");
        var boundary = reply.Body[..reply.Body.IndexOf('\r', StringComparison.Ordinal)];
        return [.. reply.Body.Split(boundary)[1..^1].Select(Answer.Of)];
    }

    private sealed record Answer(string PartHead, string Head, string Body)
    {
        public int Status => int.Parse(Head.Split(' ')[1]);

        public string? ContentId => PartHead.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-ID: ", StringComparison.Ordinal))?["Content-ID: ".Length..];

        public JsonElement Json => JsonDocument.Parse(Body).RootElement;

        public static Answer Of(string part)
        {
            var pieces = part.Split("\r\n\r\n", 3);
            pieces[0].Should().Contain("Content-Type: application/http");
            return new Answer(pieces[0], pieces[1], pieces[2][..^2]);
        }
    }
}
