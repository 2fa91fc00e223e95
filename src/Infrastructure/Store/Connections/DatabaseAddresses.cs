using Microsoft.Extensions.Configuration;
using Npgsql;

namespace GmailPlatform.Infrastructure.Store.Connections;

/// <summary>
/// The two ways to the database: <c>ConnectionStrings:Postgres</c>, which may lead through a pooler, and
/// <c>ConnectionStrings:PostgresDirect</c> past it, for what needs a session of its own.
/// </summary>
internal sealed class DatabaseAddresses
{
    public const string PostgresSetting = "ConnectionStrings:Postgres";
    public const string DirectSetting = "ConnectionStrings:PostgresDirect";

    /// <summary>A node's connections: Npgsql's own default is as much as PostgreSQL admits by default from all nodes together.</summary>
    private const int LargestPool = 30;

    private const int ConnectTimeoutSeconds = 5;
    private const int CancellationTimeoutMilliseconds = 500;

    /// <summary>Statements that a connection keeps prepared, each after its second use.</summary>
    private const int PreparedStatements = 200;
    private const int UsagesToPrepare = 2;

    private DatabaseAddresses(NpgsqlConnectionStringBuilder postgres, NpgsqlConnectionStringBuilder? direct) => (Postgres, Direct) = (postgres, direct);

    /// <summary>The way of all ordinary statements and transactions.</summary>
    public NpgsqlConnectionStringBuilder Postgres { get; }

    /// <summary>Null where the other way keeps sessions too.</summary>
    public NpgsqlConnectionStringBuilder? Direct { get; }

    /// <summary>The setting and the address for what needs a session: LISTEN, session locks, SET.</summary>
    public (string Setting, NpgsqlConnectionStringBuilder Address) ForSessions => Direct is { } direct ? (DirectSetting, direct) : (PostgresSetting, Postgres);

    /// <summary>Throws <see cref="ConfigurationException"/> where an address is missing or unreadable.</summary>
    public static DatabaseAddresses Read(IConfiguration configuration, int commandTimeoutSeconds)
    {
        var direct = Parse("PostgresDirect", configuration);
        var postgres = Parse("Postgres", configuration) ?? throw new ConfigurationException($"No database: set {PostgresSetting}.");
        // Where a direct address is needed the other one leads to a pooler, whose sessions may change between two statements.
        Complete(postgres, commandTimeoutSeconds, direct is null ? PreparedStatements : 0);
        if (direct is not null)
        {
            Complete(direct, commandTimeoutSeconds, PreparedStatements);
        }

        return new DatabaseAddresses(postgres, direct);
    }

    private static NpgsqlConnectionStringBuilder? Parse(string name, IConfiguration configuration)
    {
        try
        {
            if (configuration.GetConnectionString(name) is not { } text || string.IsNullOrWhiteSpace(text))
            {
                return null;
            }

            return new NpgsqlConnectionStringBuilder(text) switch
            {
                { Host: null or "" } => throw new ConfigurationException($"ConnectionStrings:{name} names no Host."),
                { Port: > ushort.MaxValue } => throw new ConfigurationException($"ConnectionStrings:{name} names a Port above {ushort.MaxValue}."),
                { Multiplexing: true } => throw new ConfigurationException(
                    $"ConnectionStrings:{name} sets Multiplexing, which allows no synchronous commands. Hangfire and the key ring need them: remove it."),
                var address => address,
            };
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException($"ConnectionStrings:{name} is not a connection string of PostgreSQL. Write it like Host=db.example;Database=gmailplatform;Username=gmailplatform.", e);
        }
    }

    /// <summary>Sets what the connection string leaves open.</summary>
    private static void Complete(NpgsqlConnectionStringBuilder settings, int commandTimeoutSeconds, int preparedStatements)
    {
        Default("Maximum Pool Size", LargestPool);
        // Bounds also the wait for an exhausted pool, and the delivery of a cancellation, which blocks a thread.
        Default("Timeout", ConnectTimeoutSeconds);
        Default("Command Timeout", commandTimeoutSeconds);
        Default("Cancellation Timeout", CancellationTimeoutMilliseconds);
        // The platform's statements are few and come again and again: most of a commit's cost was planning them anew.
        Default("Max Auto Prepare", preparedStatements);
        Default("Auto Prepare Min Usages", UsagesToPrepare);
        // No use of a connection leaves anything behind in its session.
        Default("No Reset On Close", true);

        void Default(string key, object value)
        {
            if (!settings.ShouldSerialize(key))
            {
                settings[key] = value;
            }
        }
    }
}
