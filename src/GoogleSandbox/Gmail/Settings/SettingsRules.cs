using System.Net.Mail;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings;

/// <summary>What several methods of the settings check.</summary>
internal static class SettingsRules
{
    public const string Accepted = "accepted";
    public const string Pending = "pending";

    /// <summary>Methods that Google keeps for service accounts with domain-wide delegation refuse everybody else.</summary>
    public static GmailError? RequireServiceAccount(GmailCall call) => call.IsServiceAccount ? null : GmailErrors.ServiceAccountsOnly;

    public static bool IsAddress(string? text) => MailAddress.TryCreate(text, out var address) && address.Address == text;

    public static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Google asks the owner of an address, except inside the organisation of the account.</summary>
    public static string VerificationOf(string address, GmailCall call) =>
        call.Person.HostedDomain is { } domain && Same(address.Split('@')[^1], domain) ? Accepted : Pending;

    /// <summary>Refuses a value that an enumeration does not have; null and known values pass.</summary>
    public static GmailError? CheckEnum(string? value, string field, string type, params ReadOnlySpan<string> allowed) =>
        value is null || allowed.Contains(value) ? null : GmailErrors.InvalidValue(field, $"type.googleapis.com/gmail.v1.{type}", value);
}
