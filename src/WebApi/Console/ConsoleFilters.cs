using System.Globalization;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting.Requests;

namespace GmailPlatform.WebApi.Console;

/// <summary>
/// Reads the filters of a form. An empty one does not count; one that cannot be read is an error at its field, since a filter that is left out
/// would show everything.
/// </summary>
internal sealed class ConsoleFilters
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>Null when every filter was read.</summary>
    public Failure? Failure => _errors.Count == 0 ? null : CommonFailures.Validation(_errors);

    public static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public TenantId? Tenant(string field, string? text) =>
        Text(text) is not { } given ? null
        : Guid.TryParse(given, out var id) ? new TenantId(id)
        : Refuse<TenantId>(field, "A tenant is named by its id.");

    /// <summary>A time of a form is in UTC, and has no zone.</summary>
    public DateTimeOffset? Time(string field, string? text) =>
        Text(text) is not { } given ? null
        : DateTimeOffset.TryParseExact(given, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : Refuse<DateTimeOffset>(field, "A time is written like 2026-03-02T09:00, in UTC.");

    public T? Word<T>(string field, string? text)
        where T : struct, Enum
    {
        if (Text(text) is not { } given)
        {
            return null;
        }

        return EnumParameter.TryRead<T>(field, given, out var value, out var failure) ? value : Refuse<T>(field, failure.Errors[field][0]);
    }

    private T? Refuse<T>(string field, string message)
        where T : struct
    {
        _errors[field] = [message];
        return null;
    }
}
