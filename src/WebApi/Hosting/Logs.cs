namespace GmailPlatform.WebApi.Hosting;

internal static class Logs
{
    /// <summary>
    /// Structured logs without secrets. Some of the framework's categories write whole URLs, and a callback's URL holds a code and a
    /// state: they stay at warnings whatever the configuration says.
    /// </summary>
    public static ILoggingBuilder AddSafeLogs(this ILoggingBuilder logging, IHostEnvironment environment)
    {
        logging.ClearProviders();
        if (environment.IsDevelopment())
        {
            logging.AddSimpleConsole(console => console.SingleLine = true);
        }
        else
        {
            logging.AddJsonConsole(console => console.UseUtcTimestamp = true);
        }

        logging.AddFilter("Marten", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.Http.Result", LogLevel.Warning);
        logging.AddFilter("Microsoft.AspNetCore.HttpLogging", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel.Http2", LogLevel.Warning);
        return logging;
    }
}
