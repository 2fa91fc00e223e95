using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;

namespace GmailPlatform.GoogleSandbox.Tests.Support;

/// <summary>A receiver of security events on a real Kestrel. It answers the given statuses, one a request, and then 202.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app = WebApplication.Create(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
    private readonly SemaphoreSlim _arrived = new(0);

    private Receiver(IEnumerable<int> statuses)
    {
        var answers = new ConcurrentQueue<int>(statuses);
        _app.MapPost("/events", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            Received.Enqueue((request.ContentType, await reader.ReadToEndAsync()));
            _arrived.Release();
            return Results.StatusCode(answers.TryDequeue(out var status) ? status : StatusCodes.Status202Accepted);
        });
    }

    public ConcurrentQueue<(string? ContentType, string Body)> Received { get; } = new();

    public string Url => $"{_app.Urls.Single()}/events";

    public static async Task<Receiver> StartAsync(params int[] statuses)
    {
        var receiver = new Receiver(statuses);
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The events, once there are so many.</summary>
    public async Task<IReadOnlyList<JsonWebToken>> WaitForAsync(int count)
    {
        for (var seen = 0; seen < count; seen++)
        {
            (await _arrived.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue($"{count} events arrive");
        }

        return [.. Received.Select(each => new JsonWebToken(each.Body))];
    }

    public async ValueTask DisposeAsync()
    {
        _arrived.Dispose();
        await _app.DisposeAsync();
    }
}
