using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests.Consents;

/// <summary>Two nodes over one database. The first reaches it by a way that holds single transactions, and is the one that goes away.</summary>
internal sealed class FaultyNode : IAsyncDisposable
{
    private FaultyNode(ProcessWorld world, AimedDatabaseLink link, PlatformProcess first, PlatformProcess second) =>
        (World, Link, First, Second) = (world, link, first, second);

    public ProcessWorld World { get; }

    public AimedDatabaseLink Link { get; }

    public PlatformProcess First { get; }

    public PlatformProcess Second { get; }

    /// <summary>Starts both, over a database of their own.</summary>
    /// <param name="worlds">Where the database comes from.</param>
    /// <param name="patience">How long an exchange is tried.</param>
    public static async Task<FaultyNode> StartAsync(Worlds worlds, TimeSpan patience)
    {
        var world = await worlds.StartAsync();
        var link = new AimedDatabaseLink(world.Settings.Postgres);
        (string, string?)[] settings = [("Google:ExchangePatience", patience.ToString()), ("Google:OAuthTimeout", "00:00:30")];
        var first = await world.StartPlatformAsync(
            [.. settings, ("ConnectionStrings:Postgres", link.ConnectionString), ("ConnectionStrings:PostgresDirect", world.Settings.Postgres)]);
        return new FaultyNode(world, link, first, await world.StartNodeAsync(settings));
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Link.DisposeAsync();
    }
}
