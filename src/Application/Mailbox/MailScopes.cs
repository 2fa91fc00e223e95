using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Scopes that Gmail accepts for a kind of call, the one that gives away least first (Gmail discovery document).</summary>
public static class MailScopes
{
    public static readonly IReadOnlyList<string> Read = [ScopeSet.GmailReadonly, ScopeSet.GmailModify, ScopeSet.FullMail];

    public static readonly IReadOnlyList<string> Modify = [ScopeSet.GmailModify, ScopeSet.FullMail];

    public static readonly IReadOnlyList<string> Send = [ScopeSet.GmailSend, ScopeSet.GmailCompose, ScopeSet.GmailModify, ScopeSet.FullMail];

    /// <summary>For good, past the trash.</summary>
    public static readonly IReadOnlyList<string> Delete = [ScopeSet.FullMail];

    /// <summary>Ids, labels and headers; neither search words nor bodies.</summary>
    public static readonly IReadOnlyList<string> ReadMetadata = [.. Read, ScopeSet.GmailMetadata];

    /// <summary>The labels themselves, and no mail.</summary>
    public static readonly IReadOnlyList<string> ManageLabels = [ScopeSet.GmailLabels, ScopeSet.GmailModify, ScopeSet.FullMail];

    public static readonly IReadOnlyList<string> ReadLabels = [.. ReadMetadata, ScopeSet.GmailLabels];

    public static readonly IReadOnlyList<string> ReadDrafts = [ScopeSet.GmailReadonly, ScopeSet.GmailCompose, ScopeSet.GmailModify, ScopeSet.FullMail];

    public static readonly IReadOnlyList<string> WriteDrafts = [ScopeSet.GmailCompose, ScopeSet.GmailModify, ScopeSet.FullMail];
}
