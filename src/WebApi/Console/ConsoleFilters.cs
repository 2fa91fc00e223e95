using System.Globalization;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting.Requests;

namespace GmailPlatform.WebApi.Console;

/// <summary>
/// Parses the filters of a form. An empty filter is ignored; one that cannot be parsed is an error on its field, because ignoring it
/// would show everything.
/// </summary>
internal sealed class ConsoleFilters
{
    private static readonly string[] TimeFormats = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    private readonly Dictionary<string, string[]> _errors = new(StringComparer.Ordinal);

    /// <summary>Null when every filter was parsed.</summary>
    public Failure? Failure => _errors.Count == 0 ? null : CommonFailures.Validation(_errors);

    public static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    public TenantId? Tenant(string field, string? text) =>
        Text(text) is not { } given ? null
        : Guid.TryParse(given, out var id) ? new TenantId(id)
        : Refuse<TenantId>(field, "Give the tenant's id.");

    /// <summary>Times in forms are in UTC, without a zone.</summary>
    public DateTimeOffset? Time(string field, string? text) =>
        Text(text) is not { } given ? null
        : DateTimeOffset.TryParseExact(given, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : Refuse<DateTimeOffset>(field, "Write the time as 2026-03-02T09:00, in UTC.");

    public T? Choice<T>(string field, string? text)
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
