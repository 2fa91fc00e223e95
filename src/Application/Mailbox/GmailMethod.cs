namespace GmailPlatform.Application.Mailbox;

/// <summary>A method of the Gmail API.</summary>
/// <param name="Id">As the discovery document has it, without <c>gmail.users.</c></param>
/// <param name="AnyOf">The scopes that open it, the one that gives away least first.</param>
internal sealed record GmailMethod(string Id, IReadOnlyList<string> AnyOf)
{
    public static readonly GmailMethod GetProfile = new("getProfile", MailScopes.ReadMetadata);
    public static readonly GmailMethod ListLabels = new("labels.list", MailScopes.ReadMetadata);
    public static readonly GmailMethod ListHistory = new("history.list", MailScopes.ReadMetadata);
    public static readonly GmailMethod ListMessages = new("messages.list", MailScopes.ReadMetadata);
    public static readonly GmailMethod GetMessage = new("messages.get", MailScopes.Read);
    public static readonly GmailMethod ModifyMessage = new("messages.modify", MailScopes.Modify);
    public static readonly GmailMethod TrashMessage = new("messages.trash", MailScopes.Modify);
    public static readonly GmailMethod UntrashMessage = new("messages.untrash", MailScopes.Modify);

    /// <summary>Who repeats it must look first: see <see cref="MessageSender"/>.</summary>
    public static readonly GmailMethod SendMessage = new("messages.send", MailScopes.Send) { IsRepeatable = false };

    /// <summary>By search words, which the metadata scope does not allow.</summary>
    public static readonly GmailMethod SearchMessages = ListMessages with { AnyOf = MailScopes.Read };

    /// <summary>Headers only, or less.</summary>
    public static readonly GmailMethod GetMessageMetadata = GetMessage with { AnyOf = MailScopes.ReadMetadata };

    /// <summary>Whether repeating it changes nothing more.</summary>
    public bool IsRepeatable { get; init; } = true;
}
