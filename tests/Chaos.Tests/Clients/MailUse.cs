using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.Testing;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Mail of connected grants: read, by the gateway and in batches, and sent under idempotency keys.</summary>
internal sealed class MailUse(Api api, Violations violations, Troubles troubles, TimeProvider clock)
{
    private static readonly string[] BatchedResources = ["profile", "labels"];

    public async Task ReadAsync(Person person, Random random)
    {
        var list = await api.RepeatAsync(ApiCall.Get("list mail", $"v1/grants/{person.GrantId}/messages?pageSize=5&view=metadata"), person, random, most: 6);
        if (list.IsSuccess && list.Json.GetProperty("messages").EnumerateArray().FirstOrDefault() is { ValueKind: System.Text.Json.JsonValueKind.Object } first)
        {
            await api.RepeatAsync(ApiCall.Get("read mail", $"v1/grants/{person.GrantId}/messages/{first.Text("id")}"), person, random, most: 6);
        }
    }

    public async Task GatewayAsync(Person person, Random random)
    {
        var root = $"v1/grants/{person.GrantId}/google/";
        if (random.Next(2) == 0)
        {
            await api.RepeatAsync(ApiCall.Get("gateway", $"{root}gmail/v1/users/me/messages?maxResults=3"), person, random, most: 6);
            return;
        }

        var started = clock.GetUtcNow();
        var batch = await api.RepeatAsync(new ApiCall("batch", HttpMethod.Post, $"{root}batch/gmail/v1", Batch), person, random, most: 6);
        if (batch.IsSuccess && batch.Text.Contains("HTTP/1.1 401", StringComparison.Ordinal) && person.ReasonToConsent is null && !troubles.Since(started))
        {
            violations.Add(Invariant.ConsentIsAskedForWithReason, $"{batch.Node} answered a batch with inner calls that are 401, and there is no reason", person.GrantId);
        }
    }

    /// <summary>Repeats the call until it is answered; sometimes two workers do so at once.</summary>
    public async Task SendAsync(Person person, Random random)
    {
        var send = new SendRequest(Guid.NewGuid().ToString("N"));
        person.Sends.Add(send);
        var workers = random.Next(4) == 0 ? 2 : 1;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => SendAsync(person, send, new Random(random.Next()))));
    }

    /// <summary>The same send request once more.</summary>
    public async Task SendAsync(Person person, SendRequest send, Random random)
    {
        var message = new { to = new[] { person.Email }, subject = send.Subject, text = send.Subject };
        var answer = await api.RepeatAsync(
            ApiCall.Post("send", $"v1/grants/{person.GrantId}/messages/send", message) with { IdempotencyKey = send.Key }, person, random);
        if (!answer.IsSuccess)
        {
            return;
        }

        var (id, messageId) = (answer.Json.Text("id"), answer.Json.Text("messageId"));
        if (send.Id is { } known && known != id)
        {
            violations.Add(Invariant.MailIsSentOnce, $"key {send.Key} was answered as {known} and as {id}", person.GrantId);
        }

        (send.Id, send.MessageId) = (id, messageId);
    }

    private static StringContent Batch()
    {
        var parts = string.Concat(BatchedResources.Select(resource =>
            $"--chaos\r\nContent-Type: application/http\r\nContent-ID: <{resource}>\r\n\r\nGET /gmail/v1/users/me/{resource} HTTP/1.1\r\n\r\n\r\n"));
        return new StringContent($"{parts}--chaos--\r\n", Encoding.ASCII) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/mixed; boundary=chaos") } };
    }
}
