using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Bench.Report;
using GmailPlatform.Bench.Servers;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace GmailPlatform.Bench.Measures;

/// <summary>One round.</summary>
/// <param name="Transactions">The smallest transactions, each after one RS256 check.</param>
/// <param name="Exchanges">Codes that became grants.</param>
internal sealed record ExchangeResult(SweepRate Transactions, SweepRate Exchanges);

/// <summary>Exchanges the codes of people who connect for the first time, and writes the same rows without the platform, by turns.</summary>
/// <param name="plan">How many.</param>
/// <param name="processors">Times what both take of the processors.</param>
/// <param name="tenant">Whose grants.</param>
/// <param name="platform">The use cases over the upstream.</param>
/// <param name="upstream">Where <see cref="IdentityUpstream"/> listens.</param>
/// <param name="settle">Vacuums and analyzes.</param>
internal sealed class ExchangeBenchmark(BenchPlan plan, ProcessorTime processors, TenantId tenant, IServiceProvider platform, Uri upstream, Func<CancellationToken, Task> settle)
{
    public const int Callers = 32;

    private int _next;

    /// <summary>Codes that a run uses: one as an example, and each round's.</summary>
    public static int CodesOf(BenchPlan plan) => 1 + ((plan.Rounds + 1) * plan.Consents);

    public async Task<IReadOnlyList<ExchangeResult>> RunAsync(CancellationToken ct)
    {
        var idToken = await IdTokenOfAsync(_next, ct);
        var transaction = await SmallestConsent.LikeAsync(platform.GetRequiredService<NpgsqlDataSource>(), tenant, await ConnectAsync(_next++), ct);
        var check = await CheckAsync(ct);
        var results = new List<ExchangeResult>();
        for (var round = 0; round <= plan.Rounds; round++)
        {
            await settle(ct);
            results.Add(new ExchangeResult(
                await RateAsync("transactions", async (_, token) =>
                {
                    await check(idToken);
                    await transaction.CommitAsync(token);
                }, ct),
                await RateAsync("exchanges", async (number, _) => await ConnectAsync(number), ct)));
        }

        return results[1..];
    }

    public static string Report(IReadOnlyList<ExchangeResult> results)
    {
        var table = new Table("what", "a second", "CPU of the program each, µs", "of PostgreSQL, µs");
        Add("RS256 check and smallest transaction with the same writes", result => result.Transactions);
        Add("exchanges", result => result.Exchanges);
        return $"""
            {table}
            Exchanges by transactions: {Spread.Of(results.Select(result => result.Exchanges.Rate / result.Transactions.Rate)).Text("n2")}; the target is at least 0.5.
            """;

        void Add(string name, Func<ExchangeResult, SweepRate> rate) => table.Add(
            name,
            Spread.Of(results.Select(result => rate(result).Rate)).Text("n0"),
            Spread.Of(results.Select(result => rate(result).Cpu.Program)).Text("n0"),
            Spread.Of(results.Select(result => rate(result).Cpu.Postgres)).Text("n0"));
    }

    private async Task<Guid> ConnectAsync(int code)
    {
        var text = code.ToString(CultureInfo.InvariantCulture);
        var grant = await platform.SendAsync(new ExchangeCode(
            new Caller(tenant, Actor.Job("bench")), new Secret(text), WorldSettings.ClientRedirectUri, CodeVerifier: null, Scopes: null, State: null));
        return grant.Created ? grant.Id : throw new InvalidOperationException($"Code {text} continued a grant.");
    }

    private async Task<string> IdTokenOfAsync(int code, CancellationToken ct)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("code", code.ToString(CultureInfo.InvariantCulture))]);
        using var response = await http.PostAsync(new Uri(upstream, IdentityUpstream.Token), form, ct);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("id_token").GetString()!;
    }

    private async Task<Func<string, Task>> CheckAsync(CancellationToken ct)
    {
        using var http = new HttpClient();
        var rules = new TokenValidationParameters
        {
            ValidateIssuer = false,
            ValidateAudience = false,
            IssuerSigningKeys = new JsonWebKeySet(await http.GetStringAsync(new Uri(upstream, IdentityUpstream.Keys), ct)).GetSigningKeys(),
        };
        var handler = new JsonWebTokenHandler();
        return async idToken =>
        {
            if (await handler.ValidateTokenAsync(idToken, rules) is { IsValid: false, Exception: var e })
            {
                throw new InvalidOperationException("The id_token does not hold.", e);
            }
        };
    }

    private async Task<SweepRate> RateAsync(string name, Func<int, CancellationToken, ValueTask> work, CancellationToken ct)
    {
        var numbers = Enumerable.Range(_next, plan.Consents);
        var (seconds, cpu) = await processors.MeasureAsync(Environment.ProcessId, TimeAsync, _ => plan.Consents);
        _next += name is "exchanges" ? plan.Consents : 0;
        var result = new SweepRate(plan.Consents / seconds, cpu);
        Progress.Say($"{name}: {result.Rate:n0}/s, CPU {cpu.Program:n0} + {cpu.Postgres:n0} µs");
        return result;

        async Task<double> TimeAsync()
        {
            var started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = ct }, work);
            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }
}
