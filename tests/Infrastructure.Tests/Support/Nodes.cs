namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>Two platforms over one database that end together.</summary>
internal sealed class Nodes(Platform one, Platform other) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await one.DisposeAsync();
        await other.DisposeAsync();
    }
}

internal static class NodesExtensions
{
    public static Nodes Both(this (Platform One, Platform Other) nodes) => new(nodes.One, nodes.Other);
}
