using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GmailPlatform.Application;
using GmailPlatform.Application.Audit;
using GmailPlatform.Bench.Load;
using GmailPlatform.Bench.Report;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Audit;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.Bench.Measures;

/// <summary>Times each search of the history over a large one, and says how the database goes about it.</summary>
internal sealed partial class SearchBenchmark(IServiceProvider platform, int grants, int eventsOfEach)
{
    private const int Searches = 40;

    private readonly NpgsqlDataSource _database = platform.GetRequiredService<NpgsqlDataSource>();
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public async Task<Table> RunAsync(CancellationToken ct)
    {
        var table = new Table("search", "rows", "median, ms", "slowest, ms", "plan");
        var hour = new Func<int, (DateTimeOffset From, DateTimeOffset Until)>(i => (_now.AddDays(-i * 7), _now.AddDays(-i * 7).AddHours(1)));
        await AddAsync("everything", _ => new HistoryFilter());
        await AddAsync("an hour", i => new HistoryFilter { From = hour(i).From, Until = hour(i).Until });
        await AddAsync("a large tenant", _ => new HistoryFilter { Tenant = Tenant(0) });
        await AddAsync("any tenant", i => new HistoryFilter { Tenant = Tenant(i) });
        await AddAsync("a tenant in an hour", i => new HistoryFilter { Tenant = Tenant(i), From = hour(i).From, Until = hour(i).Until });
        await AddAsync("a person", i => new HistoryFilter { Person = $"person{Grant(i)}@example.com" });
        await AddAsync("a grant", i => new HistoryFilter { GrantId = GrantId(i) });
        await AddAsync("a frequent type", _ => new HistoryFilter { EventType = "access_token_refreshed" });
        await AddAsync("a rare type", _ => new HistoryFilter { EventType = "reauthorization_required" });
        await AddAsync("a rare type of a tenant", i => new HistoryFilter { EventType = "reauthorization_required", Tenant = Tenant(i) });
        await AddAsync("a reason", _ => new HistoryFilter { Reason = "AdminPolicy" });
        await AddAsync("a reason of a tenant", i => new HistoryFilter { Reason = "AdminPolicy", Tenant = Tenant(i) });
        await AddAsync("an actor", _ => new HistoryFilter { Actor = "job:refresh-expiring" });
        await AddAsync("an API key", i => new HistoryFilter { ApiKey = Key(i) });
        await AddAsync("an API key in a week", i => new HistoryFilter { ApiKey = Key(i), From = hour(i).From, Until = hour(i).From.AddDays(7) });
        await AddAsync("a correlation id", i => new HistoryFilter { CorrelationId = Correlation(i) });
        await AddAccessAsync();
        return table;

        async Task AddAsync(string name, Func<int, HistoryFilter> filterOf)
        {
            var (times, rows) = (new List<double>(), 0);
            for (var i = 0; i < Searches; i++)
            {
                var started = Stopwatch.GetTimestamp();
                var page = await platform.SendAsync(new SearchHistory(filterOf(i), new PageRequest(PageRequest.DefaultPageSize, PageToken: null)));
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                rows = Math.Max(rows, page.Items.Count);
            }

            Add(name, rows, times, await PlanAsync(filterOf(1), ct));
        }

        async Task AddAccessAsync()
        {
            var times = new List<double>();
            for (var i = 0; i < Searches; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await platform.SendAsync(new WhoCouldUse(null, $"person{Grant(i)}@example.com", null, _now.AddDays(-i)));
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            Add("who could use a mailbox", 1, times, "by person, then by stream");
        }

        void Add(string name, int rows, List<double> times, string planned)
        {
            var (median, slowest) = (Spread.Of(times).Median, times.Max());
            table.Add(name, rows.ToString(CultureInfo.InvariantCulture), median.ToString("n1", CultureInfo.InvariantCulture), slowest.ToString("n1", CultureInfo.InvariantCulture), planned);
            Progress.Say($"{name}: {median:n1} ms, {planned}");
        }
    }

    private static TenantId Tenant(int i) => new(Guid.Parse($"0190aaaa-0000-7000-8000-{i % HistoryLoader.Tenants:d12}"));

    private int Grant(int i) => 1 + (i * 7_919 % grants);

    private Guid GrantId(int i) => Guid.Parse($"01910000-0000-7000-8000-{Grant(i):x12}");

    private static string Key(int i) => (i * 7_919 % HistoryLoader.Keys).ToString("x16", CultureInfo.InvariantCulture);

    private string Correlation(int i) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        System.Text.Encoding.UTF8.GetBytes($"{Grant(i) / 5} {1 + (i % eventsOfEach)}")))[..32];

    /// <summary>The indexes that are gone by, and whether a table is read whole.</summary>
    private async Task<string> PlanAsync(HistoryFilter filter, CancellationToken ct)
    {
        var query = HistoryQuery.Of(filter, await platform.GetRequiredService<MailboxGrants>().FindAsync(filter, ct), after: null);
        await using var command = query.For(_database, PageRequest.DefaultPageSize + 1);
        command.CommandText = "explain " + command.CommandText;
        await using var rows = await command.ExecuteReaderAsync(ct);
        var lines = new List<string>();
        while (await rows.ReadAsync(ct))
        {
            lines.Add(rows.GetString(0));
        }

        var indexes = lines.Select(line => UsedIndex().Match(line)).Where(match => match.Success).Select(match => match.Groups["index"].Value).Distinct();
        return string.Join(", ", indexes) + (lines.Exists(line => line.Contains("Seq Scan", StringComparison.Ordinal)) ? " SEQ SCAN" : "");
    }

    [GeneratedRegex(@"(using|Bitmap Index Scan on) (?<index>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsedIndex();
}
