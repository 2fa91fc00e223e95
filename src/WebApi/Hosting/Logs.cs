using Microsoft.Extensions.Logging.Console;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>Logs without secrets, at every level.</summary>
internal static class Logs
{
    /// <summary>
    /// Categories of libraries that write what may hold a secret or a piece of a mailbox: whole URLs (a callback's holds a code and a
    /// state, a search its words), malformed requests, parameters of SQL.
    /// </summary>
    private static readonly (string Category, LogLevel Least)[] Talkative =
    [
        ("Marten", LogLevel.Warning),
        ("Npgsql", LogLevel.Warning),
        // At any level the host would make an activity and a scope for every request. What it warns of ends the program, which says so.
        ("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None),
        ("Microsoft.AspNetCore.HttpLogging", LogLevel.None),
        ("Microsoft.AspNetCore", LogLevel.Warning),
        ("Microsoft.IdentityModel", LogLevel.Warning),
        // Each probe; ReadinessCheck tells of changes.
        ("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None),
        ("System.Net.Http", LogLevel.Warning),
        ("Yarp", LogLevel.Warning),
    ];

    private const string Iso8601 = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Logs to the console: lines for a developer, JSON for the machines of production.</summary>
    /// <param name="logging">Where to add them.</param>
    /// <param name="asCommand">Standard output belongs to a command's answer, and a person reads what went wrong, not what went well.</param>
    public static ILoggingBuilder AddSafeLogs(this ILoggingBuilder logging, bool asCommand = false)
    {
        logging.ClearProviders();
        logging.AddConsole(console => console.LogToStandardErrorThreshold = asCommand ? LogLevel.Trace : LogLevel.None);
        logging.Services.AddOptions<ConsoleLoggerOptions>().Configure<IHostEnvironment>((console, environment) =>
            console.FormatterName = environment.IsDevelopment() || asCommand ? ConsoleFormatterNames.Simple : ConsoleFormatterNames.Json);
        logging.Services.Configure<SimpleConsoleFormatterOptions>(console => console.SingleLine = true);
        logging.Services.Configure<JsonConsoleFormatterOptions>(console =>
            (console.UseUtcTimestamp, console.TimestampFormat, console.IncludeScopes) = (true, Iso8601, true));
        logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        if (asCommand)
        {
            logging.SetMinimumLevel(LogLevel.Warning);
        }

        logging.Services.PostConfigure<LoggerFilterOptions>(KeepQuiet);
        return logging;
    }

    /// <summary>After all of the configuration, and for each provider that it speaks of: its rules cannot make them talk.</summary>
    private static void KeepQuiet(LoggerFilterOptions options)
    {
        var overruled = options.Rules.Where(rule => Talkative.Any(quiet => IsBelow(rule.CategoryName, quiet.Category))).ToList();
        overruled.ForEach(rule => options.Rules.Remove(rule));
        foreach (var provider in options.Rules.Select(rule => rule.ProviderName).Append(null).Distinct().ToList())
        {
            foreach (var (category, least) in Talkative)
            {
                options.Rules.Add(new LoggerFilterRule(provider, category, least, filter: null));
            }
        }
    }

    private static bool IsBelow(string? category, string root) => category?.StartsWith(root, StringComparison.OrdinalIgnoreCase) is true;
}
