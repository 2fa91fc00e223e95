namespace GmailPlatform.Application.Mailbox;

/// <summary>Quota units of Gmail's methods (Gmail API, "Usage limits", since May 2026). A batch costs what its calls cost.</summary>
public static class QuotaCosts
{
    /// <summary>Of a method that the table does not name.</summary>
    public const int Other = 5;

    public static readonly IReadOnlyDictionary<string, int> Default = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["getProfile"] = 1,
        ["labels.list"] = 1,
        ["labels.get"] = 1,
        ["labels.create"] = 5,
        ["labels.update"] = 5,
        ["labels.patch"] = 5,
        ["labels.delete"] = 5,
        ["history.list"] = 2,
        ["messages.list"] = 5,
        ["messages.get"] = 20,
        ["messages.attachments.get"] = 20,
        ["messages.modify"] = 5,
        ["messages.untrash"] = 5,
        ["messages.trash"] = 20,
        ["messages.delete"] = 10,
        ["messages.batchModify"] = 50,
        ["messages.batchDelete"] = 50,
        ["messages.import"] = 25,
        ["messages.insert"] = 25,
        ["messages.send"] = 100,
        ["drafts.create"] = 10,
        ["drafts.delete"] = 10,
        ["drafts.get"] = 20,
        ["drafts.list"] = 5,
        ["drafts.update"] = 15,
        ["drafts.send"] = 100,
        ["threads.list"] = 10,
        ["threads.get"] = 40,
        ["threads.modify"] = 10,
        ["threads.trash"] = 20,
        ["threads.untrash"] = 10,
        ["threads.delete"] = 20,
        ["watch"] = 100,
        ["stop"] = 50,
        ["settings.get"] = 1,
        ["settings.update"] = 5,
    };
}
