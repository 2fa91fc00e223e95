using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>Marks endpoints whose refusals are read by Google's own clients.</summary>
internal sealed class AnswersLikeGoogle;

/// <summary>
/// Failures in the form of Google's JSON errors: the classic part by which its clients sort, and the newer one (AIP-193), whose
/// <c>ErrorInfo</c> holds our own code and where to send the person.
/// </summary>
internal static class GoogleErrors
{
    private const string ErrorInfoType = "type.googleapis.com/google.rpc.ErrorInfo";
    private const string Domain = "gmailplatform";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    public const string ContentType = "application/json; charset=UTF-8";

    public static Task WriteGoogleErrorAsync(this HttpContext http, Failure failure, int? statusCode = null)
    {
        var answer = http.GoogleErrorOf(failure, statusCode);
        http.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds;
        }

        http.Response.ContentType = ContentType;
        http.Response.ContentLength = answer.Body.Length;
        return http.Response.Body.WriteAsync(answer.Body, 0, answer.Body.Length, http.RequestAborted);
    }

    /// <summary>A failure in Google's format, for a request or for one call of a batch.</summary>
    public static GoogleErrorResponse GoogleErrorOf(this HttpContext http, Failure failure, int? statusCode = null)
    {
        var (code, reason, status) = Sort(failure, statusCode);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["code"] = failure.Code, ["traceId"] = http.TraceId() };
        Add("reason", failure.Reason);
        Add("authorizationUrl", failure.AuthorizationUrl);
        var error = new GoogleError(
            code,
            failure.Detail,
            [new GoogleErrorItem(failure.Detail, "global", reason)],
            status,
            [new GoogleErrorInfo(ErrorInfoType, failure.Code.ToUpperInvariant(), Domain, metadata)]);
        var retryAfter = failure.RetryAfter is { } wait ? ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return new GoogleErrorResponse(code, retryAfter, JsonSerializer.SerializeToUtf8Bytes(new { error }, Json));

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                metadata[name] = value;
            }
        }
    }

    /// <summary>A grant that needs the person is, to a client of Google's, a token that is no longer good.</summary>
    private static (int Code, string Reason, string Status) Sort(Failure failure, int? statusCode) => failure.Kind switch
    {
        _ when statusCode is StatusCodes.Status413PayloadTooLarge => (StatusCodes.Status413PayloadTooLarge, "uploadTooLarge", "INVALID_ARGUMENT"),
        FailureKind.InvalidRequest => (StatusCodes.Status400BadRequest, "badRequest", "INVALID_ARGUMENT"),
        FailureKind.Unauthenticated or FailureKind.Conflict or FailureKind.Gone => (StatusCodes.Status401Unauthorized, "authError", "UNAUTHENTICATED"),
        FailureKind.Forbidden => (StatusCodes.Status403Forbidden, "forbidden", "PERMISSION_DENIED"),
        FailureKind.NotFound => (StatusCodes.Status404NotFound, "notFound", "NOT_FOUND"),
        FailureKind.RateLimited => (StatusCodes.Status429TooManyRequests, "rateLimitExceeded", "RESOURCE_EXHAUSTED"),
        _ when statusCode is StatusCodes.Status500InternalServerError => (StatusCodes.Status500InternalServerError, "backendError", "INTERNAL"),
        _ => (StatusCodes.Status503ServiceUnavailable, "backendError", "UNAVAILABLE"),
    };

    private sealed record GoogleError(
        int Code, string Message, IReadOnlyList<GoogleErrorItem> Errors, string Status, IReadOnlyList<GoogleErrorInfo> Details);

    private sealed record GoogleErrorItem(string Message, string Domain, string Reason);

    private sealed record GoogleErrorInfo([property: JsonPropertyName("@type")] string Type, string Reason, string Domain, IReadOnlyDictionary<string, string> Metadata);
}

/// <summary>An error in Google's format.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="RetryAfter">Seconds; null without a wait.</param>
/// <param name="Body">JSON.</param>
internal sealed record GoogleErrorResponse(int Status, string? RetryAfter, byte[] Body);
