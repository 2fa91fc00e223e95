using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.EndToEnd.Tests.Tenants;

/// <summary>What operators read where Google rejects a client's secrets.</summary>
public sealed class RejectionLogTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task O8_Each_rejection_of_a_secret_is_logged_once()
    {
        using var log = new TokenEndpointLog();
        await using var node = await nodes.World.StartNodeAsync(builder => builder.Logging.AddProvider(log));
        using var connected = await ConnectedPerson.AtAsync(nodes.World);
        await nodes.World.AddSecretAsync(connected.Tenant, connected.Client, OwnClient.NewSecret());
        await connected.Client.ReplaceSecretAsync(OwnClient.NewSecret());
        using var caller = connected.Tenant.At(new Uri(node.Urls.Single()));

        await caller.PostProblemAsync($"v1/grants/{connected.Grant}/refresh", new { }, 503, "google_rejected_client");

        log.Entries.Select(entry => entry.Level).Should().Equal(LogLevel.Warning, LogLevel.Error);
        log.Entries.Select(entry => entry.Text).Should().OnlyContain(text => text.Contains(connected.Client.Id));
    }

    private sealed class TokenEndpointLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text)> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) =>
            categoryName.EndsWith(".GoogleTokenEndpoint", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
