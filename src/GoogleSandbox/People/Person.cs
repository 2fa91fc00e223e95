using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.People;

/// <summary>A Google Account. <see cref="Sub"/> never changes; the address and the name may.</summary>
internal sealed class Person(string sub, string email, string name, string? hostedDomain, Func<Person, Mailbox> openMailbox)
{
    private readonly Lock _opening = new();
    private Mailbox? _mailbox;

    public string Sub { get; } = sub;

    public string Email { get; set; } = email;

    public string Name { get; set; } = name;

    public string? HostedDomain { get; } = hostedDomain;

    public bool Disabled { get; set; }

    public string GivenName => Name.Split(' ', 2)[0];

    public string? FamilyName => Name.Split(' ', 2) is [_, var family] ? family : null;

    /// <summary>Filled on first use, so that starting the sandbox stays fast.</summary>
    public Mailbox Mailbox
    {
        get
        {
            lock (_opening)
            {
                return _mailbox ??= openMailbox(this);
            }
        }
    }

    /// <summary>Whether <paramref name="hint"/> is this person's address or subject.</summary>
    public bool Is(string hint) => hint == Sub || string.Equals(hint, Email, StringComparison.OrdinalIgnoreCase);
}
