using GmailPlatform.Infrastructure.Store.Connections;
using GmailPlatform.Infrastructure.Tests.Support;
using GmailPlatform.Testing;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Store.Connections;

/// <summary>A pooler that shares sessions is recognized, idle and busy, and one that keeps them is not taken for it.</summary>
public sealed class SessionProbeTests(Databases databases)
{
    private const int Attempts = 5;
    private const int Clients = 20;

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(7, false)]
    [InlineData(7, true)]
    public async Task O7_Shared_sessions_are_found_whatever_the_pool_does(int poolSize, bool inTurn)
    {
        await using var pooler = await PgBouncer.StartAsync(await databases.CreateAsync(), poolSize, inTurn);

        (await ProbeAsync(pooler.TransactionMode, busy: false)).Should().NotContainNulls();
        (await ProbeAsync(pooler.TransactionMode, busy: true)).Should().NotContainNulls();
    }

    [Fact]
    public async Task O7_Sessions_that_are_kept_are_not_taken_for_shared_ones()
    {
        await using var pooler = await PgBouncer.StartAsync(await databases.CreateAsync());

        (await ProbeAsync(pooler.SessionMode, busy: false)).Should().OnlyContain(evidence => evidence == null);
        (await ProbeAsync(pooler.SessionMode, busy: true)).Should().OnlyContain(evidence => evidence == null);
    }

    /// <summary>What several probes find, while other clients keep the pool busy.</summary>
    private static async Task<List<string?>> ProbeAsync(string pooled, bool busy)
    {
        var address = new NpgsqlConnectionStringBuilder(pooled);
        using var end = new CancellationTokenSource();
        var traffic = Enumerable.Range(0, busy ? Clients : 0).Select(_ => UseAsync(address, end.Token)).ToList();
        var found = new List<string?>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            await using var connection = await SessionProbe.OpenAsync(address, CancellationToken.None);
            found.Add(await SessionProbe.FindSharingAsync(connection, address, CancellationToken.None));
        }

        await end.CancelAsync();
        await Task.WhenAll(traffic);
        return found;
    }

    private static async Task UseAsync(NpgsqlConnectionStringBuilder address, CancellationToken end)
    {
        await using var connection = await SessionProbe.OpenAsync(address, CancellationToken.None);
        await using var command = new NpgsqlCommand("select pg_sleep(random() * 0.004)", connection);
        while (!end.IsCancellationRequested)
        {
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
