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

    /// <summary>An answer of an OAuth endpoint, which nobody may keep.</summary>
    public static IResult NotStored(JsonObject body, int status = StatusCodes.Status200OK) => new JsonText(body.ToJsonString(Indented), status)
    {
        ContentType = "application/json; charset=utf-8",
        CacheControl = "no-cache, no-store, max-age=0, must-revalidate",
    };

    public static IResult Cached(JsonObject body, TimeSpan maxAge) => new JsonText(body.ToJsonString(Indented), StatusCodes.Status200OK)
    {
        CacheControl = $"public, max-age={(int)maxAge.TotalSeconds}, must-revalidate, no-transform",
    };

    /// <summary>An answer of an API.</summary>
    public static IResult Api(string json, int status = StatusCodes.Status200OK) => new JsonText(json, status);

    private static JsonSerializerOptions Options(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.Strict,
        };
        // ASP.NET completes options that are still open, which fails where two of the first requests do so at once.
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class JsonText(string json, int status) : IResult
    {
        public string ContentType { get; init; } = "application/json; charset=UTF-8";

        public string? CacheControl { get; init; }

        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = status;
            response.ContentType = ContentType;
            if (CacheControl is not null)
            {
                response.Headers.CacheControl = CacheControl;
            }

            return response.WriteAsync(json, httpContext.RequestAborted);
        }
    }
}
