using Npgsql;

namespace GmailPlatform.Infrastructure.Store.Connections;

/// <summary>Opens the one connection that listens: never pooled, and past any pooler that hands a session to several clients.</summary>
internal sealed class ListenerConnection(DatabaseAddresses addresses)
{
    /// <summary>What operators find in <c>pg_stat_activity</c>.</summary>
    public const string ApplicationName = "gmailplatform changes";

    private volatile bool _hears;

    /// <summary>Opens it. Throws <see cref="ConfigurationException"/> where notifications would not arrive.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken ct)
    {
        var (setting, address) = addresses.ForSessions;
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString)
        {
            ApplicationName = ApplicationName,
            Pooling = false,
            Multiplexing = false,
            // It must also find out that it shares its session.
            MaxAutoPrepare = 0,
            // Seconds: a connection that is slower than this is as good as none.
            Timeout = 5,
            CommandTimeout = 2,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            if (await SessionProbe.FindSharingAsync(connection, address, ct) is { } evidence)
            {
                throw new ConfigurationException(
                    $"{setting} leads to a connection pooler that does not keep sessions: {evidence}. {SessionCheck.SetDirect}");
            }

            await AssertHearsAsync(connection, ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Two addresses may lead to two databases, where silence would pass for the absence of changes. Once: they stay the same, and a busy pooler must not keep
    /// a listener from coming back.
    /// </summary>
    private async Task AssertHearsAsync(NpgsqlConnection listener, CancellationToken ct)
    {
        if (_hears || addresses.Direct is null)
        {
            return;
        }

        var (channel, heard) = ($"gmailplatform_probe_{Guid.NewGuid():N}", false);
        void Hear(object sender, NpgsqlNotificationEventArgs notification) => heard |= notification.Channel == channel;
        listener.Notification += Hear;
        await ExecuteAsync(listener, $"listen {channel}", ct);
        await using (var speaker = await SessionProbe.OpenAsync(addresses.Postgres, ct))
        {
            await ExecuteAsync(speaker, $"notify {channel}", ct);
        }

        await ExecuteAsync(listener, $"unlisten {channel}", ct);
        listener.Notification -= Hear;
        if (!heard)
        {
            throw new ConfigurationException(
                $"{DatabaseAddresses.DirectSetting} does not receive what is sent through {DatabaseAddresses.PostgresSetting}. Both must lead to the same database of the same server.");
        }

        _hears = true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
