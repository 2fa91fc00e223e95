using GmailPlatform.GoogleSandbox.People.Seeding;

namespace GmailPlatform.GoogleSandbox.People;

/// <summary>A person as the state file keeps them: generated mail by what it is generated from, delivered mail whole.</summary>
internal sealed record SavedPerson(
    string Sub, string Email, string Name, string? HostedDomain, bool Disabled, MailSeed Seed, IReadOnlyList<DeliveredMail> Delivered);

/// <summary>Mail that arrived after the mailbox was generated.</summary>
internal sealed record DeliveredMail(byte[] Raw, IReadOnlyList<string> LabelIds, DateTimeOffset Date);
