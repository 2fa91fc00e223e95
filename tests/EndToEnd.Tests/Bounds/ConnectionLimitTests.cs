using System.Net.Sockets;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Bounds;

/// <summary>Connections of one address, and how long a client may keep the server waiting.</summary>
public sealed class ConnectionLimitTests : IAsyncLifetime
{
    private const int Most = 10;

    private World _world = null!;

    public async ValueTask InitializeAsync() => _world = await World.StartAsync(builder => builder.Configuration["Limits:ConnectionsPerAddress"] = $"{Most}");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task S13_connections_beyond_the_limit_of_an_address_are_closed_until_others_end()
    {
        var connections = new List<RawConnection>();
        for (var i = 0; i < Most; i++)
        {
            connections.Add(await AskAsync() ?? throw new InvalidOperationException($"Connection {i} was closed."));
        }

        (await AskAsync()).Should().BeNull();

        connections.ForEach(connection => connection.Dispose());
        await Eventually.HoldsAsync("there is room again", async () =>
        {
            using var next = await AskAsync();
            return next is not null;
        });
    }

    /// <summary>Null where the connection was closed.</summary>
    private async Task<RawConnection?> AskAsync()
    {
        RawConnection connection;
        try
        {
            connection = await RawConnection.OpenAsync(_world.PlatformUrl);
        }
        catch (SocketException)
        {
            // The server may close it before the client has heard that it was accepted.
            return null;
        }

        if (await connection.TrySendAsync($"GET /health/live HTTP/1.1\r\nHost: {_world.PlatformUrl.Authority}\r\n\r\n") && await connection.ReadAnswerAsync() is { Status: 200 })
        {
            return connection;
        }

        connection.Dispose();
        return null;
    }
}
