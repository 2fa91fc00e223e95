namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Addresses;

/// <summary>SendAs of the Gmail API: an address that the account sends from.</summary>
internal sealed record SendAs
{
    public static readonly SendAs InitialPrimary = new()
    {
        DisplayName = "",
        ReplyToAddress = "",
        Signature = "",
        IsPrimary = true,
        IsDefault = true,
    };

    public string? SendAsEmail { get; init; }

    public string? DisplayName { get; init; }

    public string? ReplyToAddress { get; init; }

    public string? Signature { get; init; }

    public bool? IsPrimary { get; init; }

    public bool? IsDefault { get; init; }

    public bool? TreatAsAlias { get; init; }

    public SmtpMsa? SmtpMsa { get; init; }

    public string? VerificationStatus { get; init; }

    /// <summary>Validates what was sent regardless of the current settings; null if it is valid.</summary>
    public GmailError? Check()
    {
        if (IsDefault == false)
        {
            return GmailErrors.Invalid("Invalid isDefault: the only legal value is true");
        }

        if (ReplyToAddress is { Length: > 0 } replyTo && !SettingsRules.IsAddress(replyTo))
        {
            return GmailErrors.Invalid("Invalid replyToAddress");
        }

        return SmtpMsa?.Check();
    }

    /// <summary>Applies the members that a client may change; null keeps the current value.</summary>
    public SendAs With(SendAs sent) => this with
    {
        DisplayName = sent.DisplayName ?? DisplayName,
        ReplyToAddress = sent.ReplyToAddress ?? ReplyToAddress,
        Signature = sent.Signature ?? Signature,
        IsDefault = sent.IsDefault ?? IsDefault,
        TreatAsAlias = IsPrimary == true ? null : sent.TreatAsAlias ?? TreatAsAlias,
        SmtpMsa = IsPrimary == true ? null : sent.SmtpMsa?.WithoutCredentials() ?? SmtpMsa,
    };

    /// <summary>The address with all changeable members at their defaults.</summary>
    public SendAs Bare() => this with { DisplayName = "", ReplyToAddress = "", Signature = "", SmtpMsa = null, TreatAsAlias = IsPrimary == true ? null : false };
}

/// <summary>SmtpMsa of the Gmail API. The sandbox never connects to the relay, and keeps no password.</summary>
internal sealed record SmtpMsa
{
    public string? Host { get; init; }

    public int? Port { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? SecurityMode { get; init; }

    public GmailError? Check()
    {
        if (SettingsRules.CheckEnum(SecurityMode, "send_as.smtp_msa.security_mode", "SmtpMsa.SecurityMode", "none", "ssl", "starttls") is { } unknown)
        {
            return unknown;
        }

        return string.IsNullOrEmpty(Host) || SecurityMode is null || Port is not (> 0 and <= ushort.MaxValue)
            ? GmailErrors.Invalid("Invalid SMTP MSA: host, port and securityMode are required")
            : null;
    }

    public SmtpMsa WithoutCredentials() => this with { Username = null, Password = null };
}

internal sealed record SendAsListResource(IReadOnlyList<SendAs> SendAs);
