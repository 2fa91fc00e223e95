using GmailPlatform.GoogleSandbox.Gmail.Settings.Account;
using GmailPlatform.GoogleSandbox.Gmail.Settings.Addresses;
using GmailPlatform.GoogleSandbox.Gmail.Settings.Encryption;
using GmailPlatform.GoogleSandbox.Gmail.Settings.Filters;

namespace GmailPlatform.GoogleSandbox.Gmail.Settings;

/// <summary>The settings of one mailbox, with the defaults of a new account. Lists are in order of creation.</summary>
internal sealed record MailSettings
{
    public AutoForwarding AutoForwarding { get; init; } = new() { Enabled = false };

    public ImapSettings Imap { get; init; } = ImapSettings.Initial;

    public PopSettings Pop { get; init; } = PopSettings.Initial;

    public LanguageSettings Language { get; init; } = LanguageSettings.Initial;

    public VacationSettings Vacation { get; init; } = new() { EnableAutoReply = false };

    public IReadOnlyList<Filter> Filters { get; init; } = [];

    public IReadOnlyList<ForwardingAddress> ForwardingAddresses { get; init; } = [];

    public IReadOnlyList<MailboxDelegate> Delegates { get; init; } = [];

    /// <summary>The account's own address; without <see cref="SendAs.SendAsEmail"/>, because the address can change.</summary>
    public SendAs Primary { get; init; } = SendAs.InitialPrimary;

    public IReadOnlyList<SendAs> Aliases { get; init; } = [];

    public IReadOnlyList<StoredCertificate> Certificates { get; init; } = [];

    public IReadOnlyList<CseKeyPair> KeyPairs { get; init; } = [];

    public IReadOnlyList<CseIdentity> Identities { get; init; } = [];
}

/// <summary>A person's settings. Thread-safe; readers get snapshots.</summary>
internal sealed class SettingsStore
{
    private readonly Lock _gate = new();
    private MailSettings _current = new();

    public MailSettings Current
    {
        get
        {
            lock (_gate)
            {
                return _current;
            }
        }
    }

    public void Restore(MailSettings settings)
    {
        lock (_gate)
        {
            _current = settings;
        }
    }

    /// <summary>Stores the change that is decided on the current settings; an error changes nothing.</summary>
    public GmailAnswer Change(Func<MailSettings, SettingsChange> decide)
    {
        lock (_gate)
        {
            var change = decide(_current);
            _current = change.Settings ?? _current;
            return change.Answer;
        }
    }
}

/// <summary>A method's decision: the new settings with its response, or an error.</summary>
internal readonly record struct SettingsChange(MailSettings? Settings, GmailAnswer Answer)
{
    public static implicit operator SettingsChange(GmailError error) => new(null, error);

    public static SettingsChange To(MailSettings settings, object resource) => new(settings, GmailAnswer.Of(resource));

    /// <summary>With an empty response.</summary>
    public static SettingsChange To(MailSettings settings) => new(settings, GmailAnswer.Empty);
}
