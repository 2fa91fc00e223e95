using GmailPlatform.Domain.Tenancy;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>
/// Logs API keys that were refused: the public part of a well-formed key, where it came from and what it wanted. So many a minute, and then
/// how many more there were: whoever guesses keys must not fill the disk.
/// </summary>
internal sealed class RefusedKeyLog(TimeProvider clock, ILogger<RefusedKeyLog> logger)
{
    private const int LinesPerMinute = 60;
    private const string BearerPrefix = "Bearer ";

    private readonly Lock _lock = new();
    private long _minute;
    private int _lines;
    private int _unlogged;

    /// <summary>A call without any credentials is no refused key.</summary>
    public void Report(HttpContext http, string code)
    {
        var header = http.Request.Headers[HeaderNames.Authorization].ToString();
        if (header.Length == 0)
        {
            return;
        }

        var (isLogged, unlogged) = Take();
        if (unlogged > 0)
        {
            logger.LogWarning("Refused {Count} more API keys in the minute before.", unlogged);
        }

        if (isLogged)
        {
            logger.LogWarning(
                "Refused API key {KeyId} from {RemoteAddress}: {Code} {Method} {Route}",
                KeyIdOf(header), http.Connection.RemoteIpAddress, code, http.Request.Method, http.RouteText());
        }
    }

    /// <summary>The part that is no secret.</summary>
    private static string KeyIdOf(string header) =>
        header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) && ApiKeyToken.Parse(header[BearerPrefix.Length..].Trim()) is { } key ? key.KeyId : "(malformed)";

    private (bool IsLogged, int Unlogged) Take()
    {
        lock (_lock)
        {
            var (minute, unlogged) = (clock.GetUtcNow().ToUnixTimeSeconds() / 60, 0);
            if (minute != _minute)
            {
                (_minute, _lines, unlogged, _unlogged) = (minute, 0, _unlogged, 0);
            }

            var isLogged = _lines < LinesPerMinute;
            _lines += isLogged ? 1 : 0;
            _unlogged += isLogged ? 0 : 1;
            return (isLogged, unlogged);
        }
    }
}
