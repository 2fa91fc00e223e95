using Npgsql;

namespace GmailPlatform.Infrastructure.Store.Connections;

/// <summary>Whether the addresses of the database keep what the platform needs of a session: a pooler may not.</summary>
public sealed class SessionCheck
{
    internal const string SetDirect = $"Set {DatabaseAddresses.DirectSetting} to the address of PostgreSQL itself: migrations and change notifications need sessions.";

    private readonly DatabaseAddresses _addresses;
    private readonly ListenerConnection _listener;

    internal SessionCheck(DatabaseAddresses addresses, ListenerConnection listener) => (_addresses, _listener) = (addresses, listener);

    /// <summary>Throws <see cref="ConfigurationException"/> where they do not, and Npgsql's exception where the database cannot be reached.</summary>
    public async Task AssertPassedAsync(CancellationToken ct)
    {
        if (await FindProblemAsync(ct) is { } problem)
        {
            throw new ConfigurationException(problem);
        }
    }

    /// <summary>The same for a server that can wait for its database: readiness reports it, and background work checks again.</summary>
    public async Task AssertPassedIfReachableAsync(CancellationToken ct)
    {
        try
        {
            await AssertPassedAsync(ct);
        }
        catch (NpgsqlException e) when (DatabaseOutages.Includes(e))
        {
            // Not a matter of the configuration, as far as anybody can tell.
        }
    }

    /// <summary>Null when they do; else one line that says what to do. Throws where the database cannot be reached.</summary>
    internal async Task<string?> FindProblemAsync(CancellationToken ct) => await FindPoolerProblemAsync(ct) ?? await FindListenerProblemAsync(ct);

    private async Task<string?> FindPoolerProblemAsync(CancellationToken ct)
    {
        const string Setting = DatabaseAddresses.PostgresSetting;
        try
        {
            await using var connection = await SessionProbe.OpenAsync(_addresses.Postgres, ct);
            if (await SessionProbe.FindSharingAsync(connection, _addresses.Postgres, ct) is not { } evidence)
            {
                return null;
            }

            if (await FindRefusalOfTransactionsAsync(connection, ct) is { } refusal)
            {
                return $"{Setting} leads to a connection pooler that refuses transactions: {refusal}. Set its pool mode to transaction or session.";
            }

            if (!_addresses.Postgres.NoResetOnClose)
            {
                return $"{Setting} leads to a connection pooler that does not keep sessions: {evidence}. Remove No Reset On Close=false: it resets sessions that others use.";
            }

            return _addresses.Postgres.MaxAutoPrepare > 0 && _addresses.Direct is not null && await SessionProbe.FindLostStatementAsync(_addresses.Postgres, ct) is { } lost
                ? $"{Setting} leads to a connection pooler that does not keep prepared statements: {lost}. Remove Max Auto Prepare, or let the pooler track them (PgBouncer 1.21: max_prepared_statements)."
                : null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ProtocolViolation && e.MessageText.Contains("startup parameter", StringComparison.Ordinal))
        {
            return $"{Setting} sets what its connection pooler does not accept: {e.MessageText}. Remove Search Path and Options, which the platform does not need, or let the pooler ignore them (PgBouncer: ignore_startup_parameters).";
        }
    }

    private static async Task<string?> FindRefusalOfTransactionsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var command = new NpgsqlCommand("select 1", connection, transaction);
            await command.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
            return null;
        }
        catch (PostgresException e)
        {
            return e.MessageText;
        }
    }

    /// <summary>An address that cannot be reached leaves the node without notifications, and serving.</summary>
    private async Task<string?> FindListenerProblemAsync(CancellationToken ct)
    {
        try
        {
            await using var connection = await _listener.OpenAsync(ct);
            return null;
        }
        catch (ConfigurationException e)
        {
            return e.Message;
        }
        catch (NpgsqlException e) when (_addresses.Direct is not null && DatabaseOutages.Includes(e))
        {
            return null;
        }
    }
}
