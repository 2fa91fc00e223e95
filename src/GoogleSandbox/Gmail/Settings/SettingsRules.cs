using System.Net.Mail;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings;

/// <summary>Checks that several settings methods share.</summary>
internal static class SettingsRules
{
    public const string Accepted = "accepted";
    public const string Pending = "pending";

    /// <summary>Methods that Google reserves for service accounts with domain-wide delegation refuse other callers.</summary>
    public static GmailError? RequireServiceAccount(GmailCall call) => call.IsServiceAccount ? null : GmailErrors.ServiceAccountsOnly;

    public static bool IsAddress(string? text) => MailAddress.TryCreate(text, out var address) && address.Address == text;

    public static bool IsSame(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Google asks the owner of an address to confirm, except within the account's organisation.</summary>
    public static string VerificationOf(string address, GmailCall call) =>
        call.Person.HostedDomain is { } domain && IsSame(address.Split('@')[^1], domain) ? Accepted : Pending;

    /// <summary>Rejects a value outside the enumeration; null is accepted.</summary>
    public static GmailError? CheckEnum(string? value, string field, string type, params ReadOnlySpan<string> allowed) =>
        value is null || allowed.Contains(value) ? null : GmailErrors.InvalidValue(field, $"type.googleapis.com/gmail.v1.{type}", value);
}
