using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>Writes JSON as Google does: camelCase, absent instead of null, indented unless asked otherwise.</summary>
internal static class JsonAnswer
{
    public static readonly JsonSerializerOptions Indented = Options(indented: true);

    public static readonly JsonSerializerOptions Compact = Options(indented: false);

    public static IResult NotStored(JsonObject body, int status = StatusCodes.Status200OK) =>
        new NoStoreResult(Results.Text(body.ToJsonString(Indented), "application/json; charset=utf-8", statusCode: status));

    public static IResult Cached(JsonObject body, TimeSpan maxAge) => new CachedResult(
        Results.Text(body.ToJsonString(Indented), "application/json; charset=utf-8"), (int)maxAge.TotalSeconds);

    private static JsonSerializerOptions Options(bool indented) => new(JsonSerializerDefaults.Web)
    {
        WriteIndented = indented,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
    };

    private sealed class NoStoreResult(IResult inner) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = "no-cache, no-store, max-age=0, must-revalidate";
            httpContext.Response.Headers.Pragma = "no-cache";
            return inner.ExecuteAsync(httpContext);
        }
    }

    private sealed class CachedResult(IResult inner, int maxAgeSeconds) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.Headers.CacheControl = $"public, max-age={maxAgeSeconds}, must-revalidate, no-transform";
            return inner.ExecuteAsync(httpContext);
        }
    }
}
