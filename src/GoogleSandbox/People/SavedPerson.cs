using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Settings;
using GmailPlatform.GoogleSandbox.Gmail.Watching;
using GmailPlatform.GoogleSandbox.People.Seeding;

namespace GmailPlatform.GoogleSandbox.People;

/// <summary>A person as the state file keeps them: generated mail by what it is generated from, and what happened to the mailbox since.</summary>
internal sealed record SavedPerson(string Sub, string Email, string Name, string? HostedDomain, bool Disabled, MailSeed Seed)
{
    public bool EmailUnverified { get; init; }

    /// <summary>Only in a file of a sandbox that kept nothing else of a mailbox: what was delivered.</summary>
    public IReadOnlyList<DeliveredMail>? Delivered { get; init; }

    public IReadOnlyList<MailboxChange>? Changes { get; init; }

    public IReadOnlyList<MailWatch>? Watches { get; init; }

    /// <summary>Null in files written before settings were saved.</summary>
    public MailSettings? Settings { get; init; }
}

/// <summary>Mail that arrived after the mailbox was generated.</summary>
internal sealed record DeliveredMail(byte[] Raw, IReadOnlyList<string> LabelIds, DateTimeOffset Date);
