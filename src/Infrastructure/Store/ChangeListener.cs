using GmailPlatform.Application;
using GmailPlatform.Infrastructure.Store.Connections;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// Hears of the commits of all nodes on a connection of its own (LISTEN). PostgreSQL delivers what was committed before a command ends with
/// that command's answer, so each round trip proves that nothing older is still on its way.
/// </summary>
internal sealed class ChangeListener(ListenerConnection connections, ChangeFeed feed, ILogger<ChangeListener> logger) : BackgroundService
{
    /// <summary>A quarter of what <see cref="ChangeFeed.Bound"/> allows. Real time: the network knows no other.</summary>
    private static readonly TimeSpan RoundTripEvery = ChangeFeed.Bound / 4;

    private bool _lost;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception e)
            {
                if (stoppingToken.IsCancellationRequested)
                {
                    return;
                }

                ReportLoss(e);
            }
            finally
            {
                feed.Lose();
            }

            await Task.Delay(RoundTripEvery, TimeProvider.System, stoppingToken);
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        await using var connection = await connections.OpenAsync(ct);
        connection.Notification += (_, notice) => Apply(notice.Payload);
        await ExecuteAsync(connection, $"listen {ChangeNotices.Channel}; listen {ChangeNotices.LeaseChannel}", ct);

        // Whatever was read before the LISTEN may have changed unheard.
        feed.Restart();
        await using var roundTrip = new NpgsqlCommand("select 1", connection);
        await roundTrip.PrepareAsync(ct);
        while (true)
        {
            var started = feed.Now;
            await roundTrip.ExecuteNonQueryAsync(ct);
            feed.Confirm(started);
            ReportRecovery();
            await ReceiveAsync(connection, ct);
        }
    }

    /// <summary>Takes notifications as they come, until the next round trip is due.</summary>
    private static async Task ReceiveAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var started = TimeProvider.System.GetTimestamp();
        // Npgsql counts whole milliseconds, and takes 0 for no end.
        while (RoundTripEvery - TimeProvider.System.GetElapsedTime(started) is var left && left >= TimeSpan.FromMilliseconds(1))
        {
            await connection.WaitAsync(left, ct);
        }
    }

    private void Apply(string payload)
    {
        if (ChangeNotices.Parse(payload) is { } change)
        {
            feed.Apply(change);
        }
        else
        {
            feed.Restart();
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private void ReportLoss(Exception e)
    {
        if (!_lost)
        {
            _lost = true;
            logger.LogWarning("News of other nodes is lost; every call asks the database until it is back: {Cause}", OperatorErrors.Describe(e) ?? e.ToString());
        }
    }

    private void ReportRecovery()
    {
        if (_lost)
        {
            _lost = false;
            logger.LogInformation("News of other nodes is heard again.");
        }
    }
}
