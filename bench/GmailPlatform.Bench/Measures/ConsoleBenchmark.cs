using System.Diagnostics;
using System.Globalization;
using GmailPlatform.Application;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Console;
using GmailPlatform.Bench.Load;
using GmailPlatform.Bench.Report;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.Bench.Measures;

/// <summary>Times what stands behind each page of the console, over the grants and events that are there, and counts the rows that are read without an index.</summary>
internal sealed class ConsoleBenchmark(IServiceProvider platform, int grants)
{
    private const int Times = 20;

    /// <summary>The pages name the tenants.</summary>
    private const string Tenants = $$"""
        insert into {{MartenSetup.Schema}}.mt_doc_tenant (id, data, mt_dotnet_type)
        select id, jsonb_build_object('id', id, 'tenant', jsonb_build_object('id', id, 'name', 'Tenant ' || g, 'returnUrls', '[]'::jsonb, 'createdAt', now())), 'GmailPlatform.Infrastructure.Tenancy.TenantDocument'
        from (select g, ('0190aaaa-0000-7000-8000-' || lpad(g::text, 12, '0'))::uuid id from generate_series(0, $1 - 1) g) made on conflict do nothing
        """;

    /// <summary>By whole scans of the large tables, so far.</summary>
    private const string ReadWhole = $"""
        select coalesce(sum(seq_tup_read), 0)::bigint from pg_stat_user_tables
        where schemaname = '{MartenSetup.Schema}' and relname in ('mt_doc_grant', 'mt_doc_grant_account', 'mt_events')
        """;

    /// <summary>A connection tells what it did when it rests, at most once a second.</summary>
    private static readonly TimeSpan UntilTold = TimeSpan.FromSeconds(1.5);

    private static readonly ConsoleCaller Auditor = new("0123456789abcdef", new HashSet<ConsoleRole> { ConsoleRole.Auditor });

    private readonly NpgsqlDataSource _database = platform.GetRequiredService<NpgsqlDataSource>();

    public async Task<Table> RunAsync(CancellationToken ct)
    {
        await using (var command = _database.CreateCommand(Tenants))
        {
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = HistoryLoader.Tenants });
            await command.ExecuteNonQueryAsync(ct);
        }

        var table = new Table("page", "median, ms", "slowest, ms", "rows read without an index");
        var page = new PageRequest(PageRequest.DefaultPageSize, PageToken: null);
        await AddAsync("overview", _ => platform.SendAsync(new GetOverview()));
        await AddAsync("health", _ => platform.SendAsync(new GetHealth()));
        foreach (var order in Enum.GetValues<GrantOrder>())
        {
            await AddAsync($"grants, {order}", _ => FindAsync(new GrantFilter(null, null, null), order));
            await AddAsync($"failing grants, {order}", _ => FindAsync(new GrantFilter(GrantStatus.RefreshFailing, null, null), order));
            await AddAsync($"grants of a tenant, {order}", i => FindAsync(new GrantFilter(null, Tenant(i), null), order));
        }

        await AddAsync("grants of an address", i => FindAsync(new GrantFilter(null, null, $"person{Number(i)}@example.com"), GrantOrder.Newest));
        await AddAsync("a grant with its story", i => platform.SendAsync(new InspectGrant(Auditor, Guid.Parse($"01910000-0000-7000-8000-{Number(i):x12}"), page)));
        await AddAsync("history", i => platform.SendAsync(new BrowseHistory(new HistoryFilter { Tenant = Tenant(i) }, page)));
        return table;

        Task<Page<FoundGrant>> FindAsync(GrantFilter filter, GrantOrder order) => platform.SendAsync(new FindGrants(Auditor, filter, order, page));

        async Task AddAsync(string name, Func<int, Task> open)
        {
            var (before, times) = (await ReadWholeAsync(ct), new List<double>());
            for (var i = 0; i < Times; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await open(i);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            var (median, slowest, rows) = (Spread.Of(times).Median, times.Max(), (await ReadWholeAsync(ct) - before) / Times);
            table.Add(name, median.ToString("n1", CultureInfo.InvariantCulture), slowest.ToString("n1", CultureInfo.InvariantCulture), rows.ToString("n0", CultureInfo.InvariantCulture));
            Progress.Say($"{name}: {median:n1} ms, {rows:n0} rows without an index");
        }
    }

    private async Task<long> ReadWholeAsync(CancellationToken ct)
    {
        await Task.Delay(UntilTold, ct);
        await using var command = _database.CreateCommand(ReadWhole);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private static TenantId Tenant(int i) => new(Guid.Parse($"0190aaaa-0000-7000-8000-{i % HistoryLoader.Tenants:d12}"));

    private int Number(int i) => 1 + (i * 7_919 % grants);
}
