using GmailPlatform.Infrastructure.Store;
using Hangfire.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using HangfireLevel = Hangfire.Logging.LogLevel;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace GmailPlatform.Infrastructure;

/// <summary>Hangfire's log, without a stack trace for every attempt to reach a database that is away: readiness tells of that once.</summary>
internal sealed class HangfireLogs(ILoggerFactory loggers) : ILogProvider
{
    public ILog GetLogger(string name)
    {
        try
        {
            return new Log(loggers.CreateLogger(name));
        }
        catch (ObjectDisposedException)
        {
            // Hangfire keeps its provider in a static, which outlives the server that set it: another server of the process must not fail on it.
            return new Log(NullLogger.Instance);
        }
    }

    private sealed class Log(ILogger logger) : ILog
    {
        bool ILog.Log(HangfireLevel logLevel, Func<string>? messageFunc, Exception? exception)
        {
            var level = exception is not null && IsOutage(exception) ? LogLevel.Debug : LevelOf(logLevel);
            if (messageFunc is not null && logger.IsEnabled(level))
            {
                logger.Log(level, level is LogLevel.Debug ? null : exception, "{Message}", messageFunc());
            }

            return logger.IsEnabled(level);
        }

        /// <summary>Hangfire's storage finds a connection closed that PostgreSQL has dropped, and does not say why.</summary>
        private static bool IsOutage(Exception exception) =>
            DatabaseOutages.Includes(exception) || exception is InvalidOperationException { Source: "Hangfire.PostgreSql" or "Npgsql" };

        private static LogLevel LevelOf(HangfireLevel level) => level switch
        {
            HangfireLevel.Trace => LogLevel.Trace,
            HangfireLevel.Debug => LogLevel.Debug,
            HangfireLevel.Info => LogLevel.Information,
            HangfireLevel.Warn => LogLevel.Warning,
            HangfireLevel.Error => LogLevel.Error,
            _ => LogLevel.Critical,
        };
    }
}
