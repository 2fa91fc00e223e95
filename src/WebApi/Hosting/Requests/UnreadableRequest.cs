using System.Text.Json;
using System.Text.RegularExpressions;
using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Hosting.Requests;

/// <summary>Describes what the framework could not read in a request. Its own messages are for developers of this server.</summary>
internal static partial class UnreadableRequest
{
    public static readonly Failure TooLarge = CommonFailures.Validation("body", "The body is larger than this call accepts, which is 64 KiB for most. Send less.");

    public static Failure Describe(BadHttpRequestException e) => e switch
    {
        RequestRefusedException refused => refused.Failure,
        { InnerException: JsonException json } => CommonFailures.Validation(FieldOf(json), "The JSON cannot be read here: a field is missing, unknown or of another type."),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge,
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => CommonFailures.Validation("body", "Send the body in a form that the reference names for this call: application/json for most."),
        { StatusCode: StatusCodes.Status408RequestTimeout } => CommonFailures.Validation("body", "The body arrived too slowly. Send the request again."),
        _ => DescribeBinding(e.Message),
    };

    private static Failure DescribeBinding(string message)
    {
        if (Unbound().Match(message) is { Success: true } unbound)
        {
            return CommonFailures.Validation(unbound.Groups["name"].Value, $"This value is not {DescriptionOf(unbound.Groups["type"].Value)}.");
        }

        if (Absent().Match(message) is { Success: true } absent)
        {
            return CommonFailures.Validation(absent.Groups["name"].Value, "This parameter is required.");
        }

        return message.Contains("body", StringComparison.OrdinalIgnoreCase)
            ? CommonFailures.Validation("body", "This call needs a body: send JSON with Content-Type: application/json.")
            : CommonFailures.Validation("request", "The request is malformed or incomplete.");
    }

    private static string DescriptionOf(string type) => type switch
    {
        "int" or "long" => "a whole number",
        "bool" => "true or false",
        "Guid" => "an id",
        "DateTimeOffset" or "DateTime" => "a time (RFC 3339)",
        _ => "one of the values that this parameter takes",
    };

    /// <summary>The field that a JSON path such as <c>$.scopes[0]</c> leads to.</summary>
    private static string FieldOf(JsonException e) => e.Path?.TrimStart('$', '.') is { Length: > 0 } field ? field : "body";

    [GeneratedRegex("""^Failed to bind parameter "(?:Nullable<)?(?<type>\w+)>?\?? (?<name>\w+)" from """, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unbound();

    [GeneratedRegex("""^Required parameter "\S+ (?<name>\w+)" was not provided from (query string|form)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Absent();
}
