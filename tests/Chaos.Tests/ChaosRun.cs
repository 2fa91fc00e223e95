using System.Globalization;
using System.Text;

namespace GmailPlatform.Chaos.Tests;

/// <summary>One run: clients work while things break, then everything is mended and compared with what was acknowledged.</summary>
public sealed class ChaosRun : IAsyncLifetime
{
    private const int AtOnce = 4;
    private const int LinesOfAGrant = 15;

    /// <summary>In calm every call that still repeats itself is answered within a few attempts.</summary>
    private static readonly TimeSpan LongestLastDeed = TimeSpan.FromMinutes(3);

    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly ChaosSettings _settings = ChaosSettings.FromEnvironment();
    private readonly Violations _violations;
    private ChaosWorld _world = null!;

    public ChaosRun() => _violations = new Violations(_clock);

    internal Figures Figures { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Console.WriteLine($"Chaos: seed {_settings.Seed}, {_settings.Duration.TotalMinutes.ToString(CultureInfo.InvariantCulture)} minutes.");
        try
        {
            _world = await ChaosWorld.StartAsync(Figures, _violations);
            await RunAsync();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"The chaos run of seed {_settings.Seed} did not come to its end: {e.Message}", e);
        }
        finally
        {
            var summary = string.Join('\n', Figures.Lines());
            Console.WriteLine(summary);
            await KeepAsync(summary);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    /// <summary>What a test says that finds a guarantee broken; empty: it held.</summary>
    internal string Report(Invariant invariant)
    {
        var found = _violations.Of(invariant);
        var report = new StringBuilder();
        foreach (var (_, at, what, grantId) in found.Take(10))
        {
            report.Append(CultureInfo.InvariantCulture, $"\n{at:HH:mm:ss.fff} grant {grantId ?? "-"}: {what}");
            foreach (var line in grantId is null ? [] : LinesAbout(grantId))
            {
                report.Append("\n    ").Append(line);
            }
        }

        return found.Count == 0 ? "" : $"seed {_settings.Seed}, {invariant}: {found.Count} violations{report}";
    }

    private async Task RunAsync()
    {
        var (troubles, databaseTroubles) = (new Troubles(_clock), new Troubles(_clock));
        var api = new Api(_world.Nodes, new AnswerRules(_violations, troubles, _clock), Figures, _clock);
        var consents = new ConsentFlow(api, _world.Google, _world.Platform.Settings, _violations, troubles, Figures, _clock);
        var clients = CreateClients(api, consents, troubles);
        await BreakAndMendAsync(clients, troubles, databaseTroubles);

        var people = clients.SelectMany(client => client.People).ToList();
        var database = new Database(_world.Platform.Settings.Postgres);
        await CheckAsync(people, api, consents, new GrantUse(api, _world.Google, _violations, Figures), database);
        await _world.Google.CountCallsAsync();
        foreach (var node in _world.Nodes)
        {
            await node.StopAsync();
        }

        new LogChecks(_world, _violations, Figures).Check();
    }

    private IReadOnlyList<Client> CreateClients(Api api, ConsentFlow consents, Troubles troubles)
    {
        var use = new GrantUse(api, _world.Google, _violations, Figures);
        var mail = new MailUse(api, _violations, troubles, _clock);
        var ending = new GrantEnding(api, _world.Google, use, Figures);
        return [.. Enumerable.Range(0, ChaosSettings.Clients).Select(number => new Client(
            number, _world.Tenants[number % _world.Tenants.Count], _world.Google, consents, use, mail, ending, new Random(HashCode(number))))];
    }

    private async Task BreakAndMendAsync(IReadOnlyList<Client> clients, Troubles troubles, Troubles databaseTroubles)
    {
        using var over = new CancellationTokenSource(_settings.Duration, _clock);
        var auditor = new Auditor(_world, databaseTroubles, _violations, Figures, _clock);
        var working = Task.WhenAll(clients.Select(client => client.RunAsync(over.Token)).Append(auditor.RunAsync(over.Token)));
        await Task.WhenAll(
            new InfrastructureFaults(_world, troubles, databaseTroubles, Figures, HashCode(1001)).RunAsync(over.Token),
            new GoogleFaults(_world.Google, troubles, Figures, HashCode(1002)).RunAsync(over.Token));
        await _world.Google.MendAllAsync();
        await _world.AllReadyAsync();
        _world.Platform.ForgetConnections();
        try
        {
            await working.WaitAsync(LongestLastDeed, _clock);
        }
        catch (TimeoutException)
        {
            _violations.Add(Invariant.NothingIsStuck, $"a client was not answered within {LongestLastDeed} of calm");
        }
    }

    private async Task CheckAsync(IReadOnlyList<Person> people, Api api, ConsentFlow consents, GrantUse use, Database database)
    {
        var grants = new GrantChecks(api, _world.Google, consents, use, database, _violations, Figures);
        await ForEachAsync(people, grants.CheckAsync);
        await new StuckChecks(_world, database, _violations, Figures).RunAsync();
        await ForEachAsync(people, grants.ConnectAgainAsync);
        await grants.CheckErasedDataAsync(people);
        var mailboxes = new MailboxChecks(_world.Google, _violations, Figures);
        await ForEachAsync(people, (person, _) => mailboxes.CheckAsync(person));
        await new HistoryChecks(_world, _violations, Figures).CheckAsync();
        await new NodeChecks(_world, database, _violations, Figures).CheckAsync();
    }

    private Task ForEachAsync(IReadOnlyList<Person> people, Func<Person, Random, Task> check) => Parallel.ForAsync(
        0, people.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (index, _) => await check(people[index], new Random(HashCode(2000 + index))));

    /// <summary>The last lines of any log that name the grant.</summary>
    private IEnumerable<string> LinesAbout(string grantId) => _world.Nodes.SelectMany(node =>
        LogChecks.LinesOf(node).Where(line => line.Contains(grantId, StringComparison.Ordinal)).TakeLast(LinesOfAGrant)
            .Select(line => $"{node.Name}: {line[..Math.Min(line.Length, 400)]}"));

    private int HashCode(int part) => unchecked((_settings.Seed * 397) ^ part);

    private async Task KeepAsync(string summary)
    {
        if (_settings.Folder is not { } folder)
        {
            return;
        }

        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "figures.txt"), $"seed {_settings.Seed}\n{summary}\n");
        await File.WriteAllLinesAsync(
            Path.Combine(folder, "violations.txt"), _violations.All.Select(violation => $"{violation.At:O} {violation.Invariant} {violation.GrantId} {violation.What}"));
        foreach (var node in _world?.Nodes ?? [])
        {
            await File.WriteAllLinesAsync(Path.Combine(folder, $"{node.Name.Replace(' ', '-')}.log"), LogChecks.LinesOf(node));
        }

        if (_world?.PathOf("history.ndjson") is { } export && File.Exists(export))
        {
            File.Copy(export, Path.Combine(folder, "history.ndjson"), overwrite: true);
        }
    }
}
