using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Settings;
using GmailPlatform.GoogleSandbox.Gmail.Watching;
using GmailPlatform.GoogleSandbox.People.Seeding;

namespace GmailPlatform.GoogleSandbox.People;

/// <summary>A Google Account. <see cref="Sub"/> never changes; the address and the name may.</summary>
internal sealed class Person(string sub, string email, string name, string? hostedDomain, MailSeed seed)
{
    private readonly Lock _opening = new();
    private SavedPerson? _saved;
    private Mailbox? _mailbox;

    public string Sub { get; } = sub;

    public string Email { get; set; } = email;

    public string Name { get; set; } = name;

    public string? HostedDomain { get; } = hostedDomain;

    public bool Disabled { get; set; }

    /// <summary>Google has not verified the address: of an account with one of another provider.</summary>
    public bool EmailUnverified { get; set; }

    public string GivenName => Name.Split(' ', 2)[0];

    public string? FamilyName => Name.Split(' ', 2) is [_, var family] ? family : null;

    /// <summary>Which projects want to be told of changes.</summary>
    public MailWatches Watches { get; } = new();

    public SettingsStore Settings { get; } = new();

    /// <summary>Filled on first use, so that starting the sandbox stays fast.</summary>
    public Mailbox Mailbox
    {
        get
        {
            lock (_opening)
            {
                return _mailbox ??= Open();
            }
        }
    }

    /// <summary>Whether <paramref name="hint"/> is this person's address or subject.</summary>
    public bool Is(string hint) => hint == Sub || string.Equals(hint, Email, StringComparison.OrdinalIgnoreCase);

    public SavedPerson Snapshot()
    {
        lock (_opening)
        {
            return new SavedPerson(Sub, Email, Name, HostedDomain, Disabled, seed)
            {
                EmailUnverified = EmailUnverified,
                Delivered = _mailbox is null ? _saved?.Delivered : null,
                Changes = _mailbox?.Changes ?? _saved?.Changes,
                Watches = Watches.All,
                Settings = Settings.Current,
            };
        }
    }

    public static Person Of(SavedPerson saved)
    {
        var person = new Person(saved.Sub, saved.Email, saved.Name, saved.HostedDomain, saved.Seed) { Disabled = saved.Disabled, EmailUnverified = saved.EmailUnverified, _saved = saved };
        foreach (var watch in saved.Watches ?? [])
        {
            person.Watches.Set(watch);
        }

        person.Settings.Restore(saved.Settings ?? new MailSettings());
        return person;
    }

    private Mailbox Open()
    {
        var mailbox = MailGenerator.Fill(new Mailbox(), seed);
        mailbox.EndGeneration();

        // In the order of delivery the messages get the ids that they had before a restart.
        foreach (var mail in _saved?.Delivered ?? [])
        {
            mailbox.Add(mail.Raw, mail.LabelIds, mail.Date, mail.Date);
        }

        mailbox.Replay(_saved?.Changes ?? []);
        _saved = null;
        return mailbox;
    }
}
