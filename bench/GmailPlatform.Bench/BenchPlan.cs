namespace GmailPlatform.Bench;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">Of each measure, after one that only warms up.</param>
/// <param name="Seconds">Of each load.</param>
/// <param name="Sweep">Grants of each sweep.</param>
/// <param name="Consents">Codes that are exchanged in each round.</param>
/// <param name="LongHistory">Events of the long history.</param>
/// <param name="HistoryPairs">How often the short and the long history are compared.</param>
internal sealed record BenchPlan(int Rounds, int Seconds, int Sweep, int Consents, int LongHistory, int HistoryPairs)
{
    public const string Vends = "vends";
    public const string Refreshes = "refreshes";
    public const string Histories = "histories";

    public const string Appends = "appends";
    public const string Searches = "searches";
    public const string Gateway = "gateway";
    public const string Exchanges = "exchanges";

    public static readonly IReadOnlyList<string> AllParts = [Vends, Histories, Gateway, Exchanges, Refreshes, Appends, Searches];

    /// <summary>Grants whose history is searched; <c>BENCH_GRANTS</c> changes it, up to many millions.</summary>
    public static int SearchedGrants => Setting("BENCH_GRANTS", 100_000);

    /// <summary>Events of each of them; <c>BENCH_EVENTS</c> changes it.</summary>
    public static int SearchedEvents => Setting("BENCH_EVENTS", 20);

    /// <summary>What is measured; the rest is left out.</summary>
    public IReadOnlyList<string> Parts { get; init; } = AllParts;

    /// <summary>About a quarter of an hour.</summary>
    public static readonly BenchPlan Full = new(Rounds: 5, Seconds: 2, Sweep: 9_000, Consents: 5_000, LongHistory: 10_000, HistoryPairs: 200);

    /// <summary>About a minute: shows that everything works, and little about speed.</summary>
    public static readonly BenchPlan Quick = new(Rounds: 1, Seconds: 1, Sweep: 1_000, Consents: 500, LongHistory: 10_000, HistoryPairs: 20);

    public static IReadOnlyList<int> Connections { get; } = [1, 16, 64];

    /// <summary>Of a load of first vends: each second needs thousands of grants of its own.</summary>
    public const int WalkSeconds = 1;

    /// <summary>Grants that one load of first vends may ask for, each once.</summary>
    public static int WalkOf(int connections) => WalkSeconds * (connections == 1 ? 4_000 : 30_000);

    private static int Setting(string name, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), System.Globalization.CultureInfo.InvariantCulture, out var set) ? set : usual;

    /// <summary>Grants that all loads of first vends may ask for.</summary>
    public int Walks => (Rounds + 1) * Connections.Sum(WalkOf);
}
