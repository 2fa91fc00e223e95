namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>What a mailbox is generated from: its owner as called at that moment. The same seed gives the same mail.</summary>
internal sealed record MailSeed(string Email, string Name, int Messages, DateTimeOffset Moment)
{
    public string GivenName => Name.Split(' ', 2)[0];
}
