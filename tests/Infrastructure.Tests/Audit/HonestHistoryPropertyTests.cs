using System.Globalization;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Tests.Support;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>Random histories of two nodes with conflicts, aborted transactions, lost connections, restarts and changes of the key: each verifies.</summary>
public sealed class HonestHistoryPropertyTests(Databases databases) : IAsyncLifetime
{
    private const int Histories = 3;
    private const int Steps = 30;

    private static readonly string MasterKey = Convert.ToBase64String(new byte[32]);

    private readonly List<Platform> _nodes = [];
    private readonly List<(TenantId Tenant, Guid Id)> _grants = [];
    private string _postgres = "";
    private Random _random = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task C1_Random_honest_histories_verify()
    {
        var seed = Environment.GetEnvironmentVariable("GMAILPLATFORM_HISTORY_SEED") is { } chosen ? int.Parse(chosen, CultureInfo.InvariantCulture) : Random.Shared.Next();
        TestContext.Current.SendDiagnosticMessage($"GMAILPLATFORM_HISTORY_SEED={seed}");
        for (var history = 0; history < Histories; history++)
        {
            _random = new Random(seed + history);
            await BeginAsync();
            for (var step = 0; step < Steps; step++)
            {
                await StepAsync();
            }

            await AssertVerifiesAsync($"seed {seed}, history {history}");
        }
    }

    private Platform Node => _nodes[_random.Next(_nodes.Count)];

    private async Task BeginAsync()
    {
        await DisposeAsync();
        _nodes.Clear();
        _grants.Clear();
        _postgres = await databases.CreateAsync();
        _nodes.Add(await Platform.StartAsync(_postgres, ("Sealing:MasterKey", MasterKey)));
        _nodes.Add(await Platform.StartAsync(_postgres, ("Sealing:MasterKey", MasterKey)));
        await ConnectAsync();
    }

    private Task StepAsync() => _random.Next(12) switch
    {
        0 => ConnectAsync(),
        1 or 2 => ConflictOfConsentsAsync(),
        3 or 4 or 5 => ConflictOfRefreshesAsync(),
        6 => FailAsync("raise exception 'aborted'", atCommit: false),
        7 => FailAsync("raise exception 'disk full' using errcode = '53100'", atCommit: true),
        8 => FailAsync("perform pg_terminate_backend(pg_backend_pid())", atCommit: _random.Next(2) == 0),
        9 => RestartAsync(),
        10 => Node.SendAsync(new RotateCheckpointKey()),
        _ => Node.SendAsync(new PublishCheckpoint()),
    };

    private async Task ConnectAsync()
    {
        var tenant = Support.Grants.ATenant();
        _grants.Add((tenant, await Node.Get<IGrantStore>().ConnectAsync(tenant)));
    }

    private async Task ConflictOfConsentsAsync()
    {
        var (tenant, subject) = (Support.Grants.ATenant(), Guid.NewGuid().ToString("N"));
        await CommitAtOnceAsync([.. Enumerable.Range(0, _random.Next(2, 6)).Select(_ => Support.Grants.Connection(tenant, subject: subject))]);
    }

    private async Task ConflictOfRefreshesAsync()
    {
        var (tenant, id) = _grants[_random.Next(_grants.Count)];
        var held = await Node.Get<IGrantStore>().HoldAsync(tenant, id);
        await CommitAtOnceAsync([.. Enumerable.Range(0, _random.Next(1, 6)).Select(_ => held.Refreshed(tenant))]);
    }

    /// <summary>On both nodes, while a checkpoint may be made.</summary>
    private async Task CommitAtOnceAsync(IReadOnlyList<GrantChange> changes)
    {
        var publishing = _random.Next(2) == 0 ? Node.SendAsync(new PublishCheckpoint()) : Task.CompletedTask;
        await Task.WhenAll(changes.Select(change => Node.Get<IGrantStore>().TryCommitAsync(change, CancellationToken.None)));
        await publishing;
    }

    private async Task FailAsync(string statement, bool atCommit)
    {
        var (tenant, id) = _grants[_random.Next(_grants.Count)];
        var held = await Node.Get<IGrantStore>().HoldAsync(tenant, id);
        await Node.SqlAsync($"""
            create or replace function public.fails() returns trigger language plpgsql as $$ begin {statement}; return null; end $$;
            create constraint trigger fails after insert or update on gmailplatform.mt_doc_grant {(atCommit ? "deferrable initially deferred" : "")}
                for each row execute function public.fails()
            """);
        foreach (var change in new[] { held.Refreshed(tenant), Support.Grants.Connection(tenant) })
        {
            try
            {
                await Node.Get<IGrantStore>().TryCommitAsync(change, CancellationToken.None);
            }
            catch (Exception e) when (e is NpgsqlException || e.InnerException is NpgsqlException)
            {
                // What the caller of a failed append is told is another test's matter.
            }
        }

        await Node.SqlAsync("drop trigger fails on gmailplatform.mt_doc_grant");
    }

    private async Task RestartAsync()
    {
        var place = _random.Next(_nodes.Count);
        await _nodes[place].DisposeAsync();
        _nodes[place] = await Platform.StartAsync(_postgres, ("Sealing:MasterKey", MasterKey));
    }

    private async Task AssertVerifiesAsync(string which)
    {
        using var output = new MemoryStream();
        await Node.SendAsync(new ExportHistory(output));
        var keys = string.Join('\n', (await Node.SendAsync(new ListCheckpointKeys())).Select(key => key.Key));
        var verified = await HistoryToTamperWith.VerifyAsync(Node, System.Text.Encoding.UTF8.GetString(output.ToArray()), keys, witness: null);

        verified.Findings.Should().BeEmpty(which);
        verified.SignedSize.Should().Be(verified.Size).And.BePositive();
        (await Node.SqlAsync($"select count(*) from gmailplatform.mt_events where type = '{Tombstones.Type}'")).Should().Equal("0");
    }
}
