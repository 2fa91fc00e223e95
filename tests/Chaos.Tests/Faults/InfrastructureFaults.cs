namespace GmailPlatform.Chaos.Tests;

/// <summary>Breaks nodes, the database and the ways between them, one fault after the other, each for a bounded time.</summary>
internal sealed class InfrastructureFaults(ChaosWorld world, Troubles googleTroubles, Troubles databaseTroubles, Figures figures, int seed)
{
    public const string Group = "faults of processes";

    private readonly Random _random = new(seed);

    /// <summary>Goes on until told to stop; then the fault of that moment is lifted.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        (int Copies, string Name, Func<CancellationToken, Task> Act)[] faults =
        [
            (4, "node killed", KillNodeAsync),
            (1, "node stopped", StopNodeAsync),
            (2, "node paused", ct => PauseNodeAsync(Seconds(0.3, 7), ct)),
            (1, "node paused beyond its leases", ct => PauseNodeAsync(Seconds(11, 16), ct)),
            (2, "PostgreSQL killed", KillPostgresAsync),
            (1, "PostgreSQL restarted", RestartPostgresAsync),
            (1, "PostgreSQL hung", HangPostgresAsync),
            (1, "node cut off", ct => CutAsync([AnyNode()], ct)),
            (1, "all nodes cut off", ct => CutAsync(world.Nodes, ct)),
            (1, "node's way stalled", StallAsync),
            (1, "Google restarted", RestartGoogleAsync),
            (1, "Google hung", HangGoogleAsync),
        ];
        var deck = new Queue<(string Name, Func<CancellationToken, Task> Act)>();
        while (!stop.IsCancellationRequested)
        {
            var (name, act) = Deal(deck, faults);
            figures.Add(Group, name);
            await act(stop);
            await world.StartEndedNodesAsync();
            await HoldAsync(Seconds(0.5, 5), stop);
        }
    }

    private async Task KillNodeAsync(CancellationToken stop)
    {
        var node = AnyNode();
        await node.KillAsync();
        await HoldAsync(Seconds(0, 2), stop);
        await node.StartAsync();
    }

    private async Task StopNodeAsync(CancellationToken stop)
    {
        var node = AnyNode();
        await node.StopAsync();
        await HoldAsync(Seconds(0, 2), stop);
        await node.StartAsync();
    }

    private async Task PauseNodeAsync(TimeSpan time, CancellationToken stop)
    {
        var node = AnyNode();
        node.Process.Pause();
        await HoldAsync(time, stop);
        node.Process.Resume();
    }

    private async Task KillPostgresAsync(CancellationToken stop)
    {
        using var trouble = databaseTroubles.Begin();
        await world.Postgres.KillAsync();
        await HoldAsync(Seconds(0, 3), stop);
        await world.Postgres.StartAgainAsync();
    }

    private async Task RestartPostgresAsync(CancellationToken stop)
    {
        using var trouble = databaseTroubles.Begin();
        await world.Postgres.StopAsync();
        await HoldAsync(Seconds(0, 5), stop);
        await world.Postgres.StartAgainAsync();
    }

    private async Task HangPostgresAsync(CancellationToken stop)
    {
        using var trouble = databaseTroubles.Begin();
        world.Postgres.Hang();
        await HoldAsync(Seconds(1, 14), stop);
        world.Postgres.Resume();
    }

    private async Task CutAsync(IReadOnlyList<Node> nodes, CancellationToken stop)
    {
        foreach (var node in nodes)
        {
            node.Database.Cut();
        }

        await HoldAsync(Seconds(0, 5), stop);
        foreach (var node in nodes)
        {
            node.Database.Mend();
        }
    }

    private async Task StallAsync(CancellationToken stop)
    {
        var node = AnyNode();
        node.Database.Stall();
        await HoldAsync(Seconds(1, 12), stop);
        node.Database.Mend();
    }

    private async Task RestartGoogleAsync(CancellationToken stop)
    {
        using var trouble = googleTroubles.Begin();
        await world.Google.StopAsync();
        await HoldAsync(Seconds(0, 4), stop);
        await world.Google.StartAsync();
    }

    private async Task HangGoogleAsync(CancellationToken stop)
    {
        using var trouble = googleTroubles.Begin();
        world.Google.Suspend();
        await HoldAsync(Seconds(1, 8), stop);
        world.Google.Resume();
    }

    /// <summary>A shuffled deck, dealt to its end: a run of two minutes meets each kind of fault.</summary>
    private (string Name, Func<CancellationToken, Task> Act) Deal(
        Queue<(string Name, Func<CancellationToken, Task> Act)> deck, IEnumerable<(int Copies, string Name, Func<CancellationToken, Task> Act)> faults)
    {
        if (deck.Count == 0)
        {
            var cards = faults.SelectMany(fault => Enumerable.Repeat((fault.Name, fault.Act), fault.Copies)).ToArray();
            _random.Shuffle(cards);
            foreach (var card in cards)
            {
                deck.Enqueue(card);
            }
        }

        return deck.Dequeue();
    }

    private Node AnyNode() => world.Nodes[_random.Next(world.Nodes.Count)];

    private TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + (_random.NextDouble() * (most - least)));

    private static Task HoldAsync(TimeSpan time, CancellationToken stop) => Holding.ForAsync(time, stop);
}

/// <summary>Waits that the end of a run cuts short.</summary>
internal static class Holding
{
    public static async Task ForAsync(TimeSpan time, CancellationToken stop) => await Task.Delay(time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
