namespace GmailPlatform.Application.Mailbox;

/// <summary>A method of the Gmail API.</summary>
/// <param name="Id">As the discovery document has it, without <c>gmail.users.</c></param>
/// <param name="AnyOf">The scopes that open it, the one that gives away least first.</param>
internal sealed record GmailMethod(string Id, IReadOnlyList<string> AnyOf)
{
    public static readonly GmailMethod GetProfile = new("getProfile", MailScopes.ReadMetadata);
    public static readonly GmailMethod ListLabels = new("labels.list", MailScopes.ReadLabels);
    public static readonly GmailMethod GetLabel = new("labels.get", MailScopes.ReadLabels);
    public static readonly GmailMethod CreateLabel = new("labels.create", MailScopes.ManageLabels) { IsRepeatable = false };
    public static readonly GmailMethod UpdateLabel = new("labels.patch", MailScopes.ManageLabels);
    public static readonly GmailMethod DeleteLabel = new("labels.delete", MailScopes.ManageLabels);
    public static readonly GmailMethod ListHistory = new("history.list", MailScopes.ReadMetadata);
    public static readonly GmailMethod ListMessages = new("messages.list", MailScopes.ReadMetadata);
    public static readonly GmailMethod GetMessage = new("messages.get", MailScopes.Read);
    public static readonly GmailMethod ModifyMessage = new("messages.modify", MailScopes.Modify);
    public static readonly GmailMethod TrashMessage = new("messages.trash", MailScopes.Modify);
    public static readonly GmailMethod UntrashMessage = new("messages.untrash", MailScopes.Modify);
    public static readonly GmailMethod DeleteMessage = new("messages.delete", MailScopes.Delete);
    public static readonly GmailMethod BatchModifyMessages = new("messages.batchModify", MailScopes.Modify);
    public static readonly GmailMethod BatchDeleteMessages = new("messages.batchDelete", MailScopes.Delete);
    public static readonly GmailMethod GetAttachment = new("messages.attachments.get", MailScopes.Read);
    public static readonly GmailMethod ListThreads = new("threads.list", MailScopes.ReadMetadata);
    public static readonly GmailMethod ModifyThread = new("threads.modify", MailScopes.Modify);
    public static readonly GmailMethod TrashThread = new("threads.trash", MailScopes.Modify);
    public static readonly GmailMethod UntrashThread = new("threads.untrash", MailScopes.Modify);
    public static readonly GmailMethod DeleteThread = new("threads.delete", MailScopes.Delete);

    public static readonly GmailMethod ListDrafts = new("drafts.list", MailScopes.ReadDrafts);
    public static readonly GmailMethod GetDraft = new("drafts.get", MailScopes.ReadDrafts);
    public static readonly GmailMethod CreateDraft = new("drafts.create", MailScopes.WriteDrafts) { IsRepeatable = false };
    public static readonly GmailMethod UpdateDraft = new("drafts.update", MailScopes.WriteDrafts);
    public static readonly GmailMethod DeleteDraft = new("drafts.delete", MailScopes.WriteDrafts);

    /// <summary>Repeated after a lost answer it would say that there is no such draft.</summary>
    public static readonly GmailMethod SendDraft = new("drafts.send", MailScopes.WriteDrafts) { IsRepeatable = false };

    /// <summary>Who repeats it must look first: see <see cref="MessageSender"/>.</summary>
    public static readonly GmailMethod SendMessage = new("messages.send", MailScopes.Send) { IsRepeatable = false };

    /// <summary>By search words, which the metadata scope does not allow.</summary>
    public static readonly GmailMethod SearchMessages = ListMessages with { AnyOf = MailScopes.Read };

    /// <inheritdoc cref="SearchMessages" />
    public static readonly GmailMethod SearchThreads = ListThreads with { AnyOf = MailScopes.Read };

    /// <summary>Headers only, or less.</summary>
    public static readonly GmailMethod GetMessageMetadata = GetMessage with { AnyOf = MailScopes.ReadMetadata };

    /// <summary>Whether repeating it changes nothing more.</summary>
    public bool IsRepeatable { get; init; } = true;

    /// <summary>What it takes to see that much of a message.</summary>
    public static GmailMethod Get(MessageFormat format) => format is MessageFormat.Metadata or MessageFormat.Minimal ? GetMessageMetadata : GetMessage;

    /// <summary>What it takes to see that much of a thread's messages.</summary>
    public static GmailMethod GetThread(MessageFormat format) => new("threads.get", Get(format).AnyOf);
}
