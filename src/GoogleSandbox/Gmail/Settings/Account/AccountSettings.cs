using System.Text.Json.Serialization;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Account;

/// <summary>AutoForwarding of the Gmail API.</summary>
internal sealed record AutoForwarding
{
    public bool? Enabled { get; init; }

    public string? EmailAddress { get; init; }

    public string? Disposition { get; init; }
}

/// <summary>ImapSettings of the Gmail API.</summary>
internal sealed record ImapSettings
{
    public static readonly ImapSettings Initial = new() { Enabled = true, AutoExpunge = true, ExpungeBehavior = "archive", MaxFolderSize = 0 };

    public bool? Enabled { get; init; }

    public bool? AutoExpunge { get; init; }

    public string? ExpungeBehavior { get; init; }

    /// <summary>Messages in a folder; 0 is no limit.</summary>
    public int? MaxFolderSize { get; init; }
}

/// <summary>PopSettings of the Gmail API.</summary>
internal sealed record PopSettings
{
    public static readonly PopSettings Initial = new() { AccessWindow = "disabled", Disposition = "leaveInInbox" };

    public string? AccessWindow { get; init; }

    public string? Disposition { get; init; }
}

/// <summary>LanguageSettings of the Gmail API: a language tag (RFC 3066).</summary>
internal sealed record LanguageSettings
{
    public static readonly LanguageSettings Initial = new() { DisplayLanguage = "en" };

    public string? DisplayLanguage { get; init; }
}

/// <summary>VacationSettings of the Gmail API; times are milliseconds since 1970.</summary>
internal sealed record VacationSettings
{
    public bool? EnableAutoReply { get; init; }

    public string? ResponseSubject { get; init; }

    public string? ResponseBodyPlainText { get; init; }

    public string? ResponseBodyHtml { get; init; }

    public bool? RestrictToContacts { get; init; }

    public bool? RestrictToDomain { get; init; }

    [JsonConverter(typeof(Int64Text))]
    public long? StartTime { get; init; }

    [JsonConverter(typeof(Int64Text))]
    public long? EndTime { get; init; }
}
