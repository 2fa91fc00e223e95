using System.Security.Cryptography;
using GmailPlatform.Application;
using GmailPlatform.Application.Vault;
using GmailPlatform.Bench.Load;
using GmailPlatform.Bench.Measures;
using GmailPlatform.Bench.Report;
using GmailPlatform.Bench.Servers;
using GmailPlatform.DevHost;
using GmailPlatform.DevHost.Postgres;
using GmailPlatform.Infrastructure;
using GmailPlatform.Testing;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace GmailPlatform.Bench;

/// <summary>One run: starts everything, measures, stops everything, and answers the report.</summary>
internal sealed class BenchRun
{
    private const int PoolSize = 64;
    private const string SomePerson = "mira.castellan@example.com";

    private readonly BenchPlan _plan;
    private readonly ProcessWorld _world;
    private readonly TestTenant _tenant;
    private readonly GrantLoader _loader;
    private readonly ProcessorTime _processors;

    private BenchRun(BenchPlan plan, LocalPostgres postgres, ProcessWorld world, TestTenant tenant)
    {
        (_plan, _world, _tenant) = (plan, world, tenant);
        _processors = new ProcessorTime(postgres.ProcessId);
        _loader = new GrantLoader(world.Services.GetRequiredService<IDocumentStore>(), world.Services.GetRequiredService<IKeyRing>());
    }

    private static (string Name, string? Value)[] ForSpeed { get; } =
        [("ASPNETCORE_ENVIRONMENT", "Production"), ("DOTNET_ENVIRONMENT", "Production"), ("DOTNET_TC_CallCounting", "1")];

    // The grants' numbers: first those of the first vends, then the two histories, then those of the sweeps.
    private int ShortGrant => _plan.Walks;

    private int LongGrant => ShortGrant + 1;

    private int FirstSwept => LongGrant + 1;

    private static int FirstAppended => 10_000_000;

    public static async Task<string> RunAsync(BenchPlan plan, CancellationToken ct)
    {
        Progress.Say("Starting PostgreSQL, the sandbox and the platform ...");
        await using var postgres = await LocalPostgres.StartEphemeralAsync(durable: true, ct);
        await using var world = await ProcessWorld.StartAsync(await postgres.CreateDatabaseAsync(ct));
        var machine = await Machine.DescribeAsync(world.Services.GetRequiredService<NpgsqlDataSource>(), ct);
        if (await world.RunAsync("migrate") is { ExitCode: not 0 } failed)
        {
            throw new DevHostException($"The database was not migrated: {failed.Error}");
        }

        // The last: tests do without code that is compiled for speed.
        var platform = await world.StartPlatformAsync(ForSpeed);
        using var tenant = await world.ATenantAsync();
        var run = new BenchRun(plan, postgres, world, tenant);
        var report = $"""
            # Benchmarks

            Made by `bench/run.sh`, in one run on one machine that all parts share, `wrk` included. Numbers are medians of {plan.Rounds} rounds, with the
            least and the most in brackets; ratios are made within a round. What another machine shows differs; the ratios should not.

            {machine}
            """;
        foreach (var part in plan.Parts)
        {
            report += "\n\n" + await run.MeasureAsync(part, platform, ct);
        }

        return report + "\n";
    }

    private Task<string> MeasureAsync(string part, PlatformProcess platform, CancellationToken ct) => part switch
    {
        BenchPlan.Vends => VendsAsync(platform, ct),
        BenchPlan.Histories => HistoriesAsync(ct),
        BenchPlan.Gateway => GatewayAsync(platform, ct),
        BenchPlan.Exchanges => ExchangesAsync(platform, ct),
        BenchPlan.Refreshes => RefreshesAsync(platform, ct),
        BenchPlan.Appends => AppendsAsync(platform, ct),
        BenchPlan.Searches => SearchesAsync(platform, ct),
        _ => throw new ArgumentException($"There is no part {part}.", nameof(part)),
    };

    private async Task<string> VendsAsync(PlatformProcess platform, CancellationToken ct)
    {
        var (now, loading) = (TimeProvider.System.GetUtcNow(), TimeProvider.System.GetTimestamp());
        await _loader.LoadAsync(_tenant.Id, first: 0, _plan.Walks, events: 3, now.AddHours(1), ct);
        Progress.Say($"Loaded {_plan.Walks:n0} grants in {TimeProvider.System.GetElapsedTime(loading).TotalSeconds:n1} s.");
        var sealingKey = RandomNumberGenerator.GetBytes(32);
        await new StoredTokens(_world.Services.GetRequiredService<NpgsqlDataSource>(), sealingKey).CreateAsync(_plan.Walks, ct);
        await SettleAsync(ct);
        await using var bare = await OwnProcess.StartAsync("bare-endpoints", BareEndpoints.Fixed, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [BareSettings.ApiKey] = _tenant.ApiKey,
            [BareSettings.Postgres] = _world.Settings.Postgres,
            [BareSettings.SealingKey] = Convert.ToBase64String(sealingKey),
        }, ct);

        var grantId = await _tenant.ConnectAsync(SomePerson);
        var warm = Platform("platform, warm vend", grantId, Asks.ForOneGrant);
        var first = Platform("platform, first vend", "{id}", Asks.ForEachGrantOnce);
        var json = Bare("bare: fixed JSON", BareEndpoints.Fixed, Asks.ForOneGrant);
        var memory = Bare("bare: key check and JSON", BareEndpoints.Memory, Asks.ForOneGrant);
        var stored = Bare("bare: with point read and unsealing", BareEndpoints.Stored + "{id}", Asks.ForGrantsInTurn);
        var report = new VendReport(await new VendBenchmark(_plan, _processors, [warm, json, memory, first, stored]).RunAsync(ct));

        var ratios = new Table("connections", "ratio", "rate", "p99", "CPU");
        report.AddRatios(ratios, "warm vend / key check and JSON", warm, memory);
        report.AddRatios(ratios, "first vend / with point read and unsealing", first, stored);
        report.AddRatios(ratios, "warm vend / fixed JSON", warm, json);
        return $"""
            ## Vending a token

            `GET /v1/grants/{"{id}"}/access-token` with an API key and a token that is valid. A *warm vend* asks for one grant again and again, a *first vend*
            for a grant that nobody has asked for before. The bare endpoints are Kestrel and one function, without routing, middleware or logs:
            a fixed JSON of 300 bytes; an API-key check (SHA-256, dictionary) with the answer serialized for each request by
            System.Text.Json's source generator; the same with one prepared point read by Npgsql and one AES-GCM unsealing.
            Targets: at least 0.8 of the rate, p99 at most twice.

            {report.Rates()}
            {ratios}
            """;

        Endpoint Platform(string name, string id, Asks asks) =>
            new(name, new Target(_world.Settings.PlatformUrl, $"/v1/grants/{id}/access-token", _tenant.ApiKey), platform.Id, asks);

        Endpoint Bare(string name, string path, Asks asks) => new(name, new Target(bare.Url, "/" + path, _tenant.ApiKey), bare.Id, asks);
    }

    private async Task<string> GatewayAsync(PlatformProcess platform, CancellationToken ct)
    {
        await platform.StopAsync();
        await using var upstream = await OwnProcess.StartAsync("gmail-upstream", GmailUpstream.Path, new Dictionary<string, string>(StringComparer.Ordinal), ct);
        await using var bare = await OwnProcess.StartAsync(
            "bare-forwarder", GmailUpstream.Path, new Dictionary<string, string>(StringComparer.Ordinal) { [BareForwarder.Upstream] = upstream.Url.ToString() }, ct);
        // Quota and requests are counted, and never used up.
        var node = await _world.StartPlatformAsync([
            .. ForSpeed, ("Google:Endpoints:GmailRoot", upstream.Url.ToString()), ("Google:Quota:UserUnitsPerMinute", "1000000000"), ("Google:Quota:ProjectUnitsPerMinute", "1000000000"),
            ("Limits:RequestsPerKey", "100000000")]);
        var grantId = await _tenant.ConnectAsync(SomePerson);
        var gateway = new Endpoint("platform, gateway", new Target(_world.Settings.PlatformUrl, $"/v1/grants/{grantId}/google/{GmailUpstream.Path}", _tenant.ApiKey), node.Id, Asks.ForOneGrant);
        var forwarder = new Endpoint("bare YARP", new Target(bare.Url, "/" + GmailUpstream.Path, _tenant.ApiKey), bare.Id, Asks.ForOneGrant);
        var report = new VendReport(await new VendBenchmark(_plan, _processors, [gateway, forwarder]).RunAsync(ct));
        var ratios = new Table("connections", "ratio", "rate", "p99", "CPU");
        report.AddRatios(ratios, "gateway / bare YARP", gateway, forwarder);
        await node.StopAsync();
        return $"""
            ## The gateway

            A GET of 400 bytes through `/v1/grants/{"{id}"}/google/`, beside YARP's forwarder alone: Kestrel, `IHttpForwarder` and a fixed `Authorization` header,
            to the same upstream, each in a process of its own. The gateway also checks the key, the call and the grant, counts quota, and writes the call anew.
            The target is 0.8 of the rate.

            {report.Rates()}
            {ratios}
            """;
    }

    private async Task<string> ExchangesAsync(PlatformProcess platform, CancellationToken ct)
    {
        // Its own jobs would sweep the same grants.
        await platform.StopAsync();
        await using var upstream = await OwnProcess.StartAsync("identity-upstream", IdentityUpstream.Keys, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [IdentityUpstream.IssuerSetting] = _world.Settings.SandboxUrl.ToString().TrimEnd('/'),
            [IdentityUpstream.AudienceSetting] = WorldSettings.ClientId,
            [IdentityUpstream.CodesSetting] = $"{ExchangeBenchmark.CodesOf(_plan)}",
        }, ct);
        using var useCases = CreateUseCases(new Uri(upstream.Url, IdentityUpstream.Token), ("Google:Endpoints:Jwks", new Uri(upstream.Url, IdentityUpstream.Keys).ToString()));
        var results = await new ExchangeBenchmark(_plan, _processors, _tenant.Id, useCases.Services, upstream.Url, SettleAsync).RunAsync(ct);
        return $"""
            ## Exchanging a code

            {_plan.Consents:n0} people who connect for the first time, {ExchangeBenchmark.Callers} at once: the code goes to the token endpoint, the id_token is verified, the grant is stored. Beside it
            the smallest transaction that writes the same rows (events, stream, snapshot, account, sealed credential: prepared statements in one round trip)
            after one RS256 check. The upstream is a bare Kestrel in a process of its own, whose tokens are signed beforehand.

            {ExchangeBenchmark.Report(results)}
            """;
    }

    private async Task<string> RefreshesAsync(PlatformProcess platform, CancellationToken ct)
    {
        // Its own jobs would sweep the same grants.
        await platform.StopAsync();
        await using var upstream = await StartUpstreamAsync(ct);
        using var atOnce = CreateUseCases(new Uri(upstream.Url, TokenUpstream.AtOnce));
        using var slow = CreateUseCases(new Uri(upstream.Url, TokenUpstream.Slow));
        var results = await new SweepBenchmark(_plan, _processors, _tenant.Id, _loader, atOnce.Services, slow.Services, FirstSwept).RunAsync(ct);
        return $"""
            ## Refreshing

            Sweeps of {_plan.Sweep:n0} grants whose tokens run out, beside the smallest transaction that does the same writes in the same tables (event, stream,
            snapshot, sealed credential: four prepared statements in one round trip), one transaction a refresh. 256 transactions and
            512 refreshes are under way, over a pool of {PoolSize} connections. The upstream is a bare Kestrel in a process of its own.

            {SweepBenchmark.Report(results)}
            """;
    }

    private async Task<string> HistoriesAsync(CancellationToken ct)
    {
        var now = TimeProvider.System.GetUtcNow();
        await _loader.LoadAsync(_tenant.Id, ShortGrant, count: 1, HistoryBenchmark.ShortHistory, now.AddHours(1), ct);
        await _loader.LoadAsync(_tenant.Id, LongGrant, count: 1, _plan.LongHistory, now.AddHours(1), ct);
        await SettleAsync(ct);
        await using var upstream = await StartUpstreamAsync(ct);
        using var atOnce = CreateUseCases(new Uri(upstream.Url, TokenUpstream.AtOnce));
        var results = await new HistoryBenchmark(_plan, _tenant, atOnce.Services, ShortGrant, LongGrant).RunAsync(ct);
        return $"""
            ## Length of a history

            One refresh, and the vend that follows it and so finds nothing kept in memory, one at a time.

            {HistoryBenchmark.Report(_plan, results)}
            """;
    }

    private async Task<string> AppendsAsync(PlatformProcess platform, CancellationToken ct)
    {
        // Its own jobs would give the events their leaves.
        await platform.StopAsync();
        using var useCases = CreateUseCases(new Uri("http://127.0.0.1:1/"));
        var table = new Table("refreshes a transaction", "tamper evidence", "a second", "ratio", "CPU each, µs", "ratio");
        var first = FirstAppended;
        foreach (var together in new[] { 1, 200 })
        {
            var benchmark = new AppendBenchmark(_plan, together, _processors, _tenant.Id, _loader, useCases.Services, first);
            AppendBenchmark.Report(table, together, await benchmark.RunAsync(ct));
            first += FirstAppended;
        }

        return $"""
            ## Tamper evidence

            {AppendBenchmark.CountOf(_plan, 1):n0} refreshes (event, snapshot, sealed credential) in a transaction each, or {AppendBenchmark.CountOf(_plan, 200):n0} of which 200 share one, by turns: without
            hashes and tree; with hashes, and with leaves, tree and signed checkpoint made within the time. The target is a ratio of at least 0.85.

            {table}
            """;
    }

    private async Task<string> SearchesAsync(PlatformProcess platform, CancellationToken ct)
    {
        await platform.StopAsync();
        using var useCases = CreateUseCases(new Uri("http://127.0.0.1:1/"));
        var (grants, events) = (BenchPlan.SearchedGrants, BenchPlan.SearchedEvents);
        await new HistoryLoader(useCases.Services.GetRequiredService<NpgsqlDataSource>()).LoadAsync(grants, events, ct);
        return $"""
            ## Searching the history

            {grants:n0} grants of {HistoryLoader.Tenants} tenants with {(long)grants * events:n0} events; the first page of 50. The target is 300 ms at the median.

            {await new SearchBenchmark(useCases.Services, grants, events).RunAsync(ct)}

            What stands behind each page of the console, over the same:

            {await new ConsoleBenchmark(useCases.Services, grants).RunAsync(ct)}
            """;
    }

    /// <summary>Does now what autovacuum would do in the middle of a measure.</summary>
    private async Task SettleAsync(CancellationToken ct)
    {
        await using var vacuum = _world.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("vacuum analyze");
        vacuum.CommandTimeout = 0;
        await vacuum.ExecuteNonQueryAsync(ct);
    }

    private static Task<OwnProcess> StartUpstreamAsync(CancellationToken ct) =>
        OwnProcess.StartAsync("token-upstream", TokenUpstream.AtOnce, new Dictionary<string, string>(StringComparer.Ordinal), ct);

    /// <summary>The use cases and adapters in this process, with another token endpoint and without a server or jobs.</summary>
    private IHost CreateUseCases(Uri tokenEndpoint, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(_world.Settings.ForPlatform());
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("Google:Endpoints:Token", (string?)tokenEndpoint.ToString())]);
        // Two such hosts and the platform share the server's 200 connections.
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("ConnectionStrings:Postgres", (string?)$"{_world.Settings.Postgres};Maximum Pool Size={PoolSize}")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, runJobs: false);
        return builder.Build();
    }
}
