namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Which of Gmail's methods a call through the gateway is, by its verb and path (discovery document, revision 20260413).</summary>
internal static class GatewayMethods
{
    /// <summary>Where only a user's settings are, which are many and cheap.</summary>
    private const string Settings = "settings";

    // Method, verb, path below the user.
    private const string Table = """
        getProfile GET profile
        watch POST watch
        stop POST stop
        history.list GET history
        labels.list GET labels
        labels.create POST labels
        labels.get GET labels/*
        labels.update PUT labels/*
        labels.patch PATCH labels/*
        labels.delete DELETE labels/*
        messages.list GET messages
        messages.insert POST messages
        messages.import POST messages/import
        messages.send POST messages/send
        messages.batchModify POST messages/batchModify
        messages.batchDelete POST messages/batchDelete
        messages.get GET messages/*
        messages.delete DELETE messages/*
        messages.modify POST messages/*/modify
        messages.trash POST messages/*/trash
        messages.untrash POST messages/*/untrash
        messages.attachments.get GET messages/*/attachments/*
        drafts.list GET drafts
        drafts.create POST drafts
        drafts.send POST drafts/send
        drafts.get GET drafts/*
        drafts.update PUT drafts/*
        drafts.delete DELETE drafts/*
        threads.list GET threads
        threads.get GET threads/*
        threads.delete DELETE threads/*
        threads.modify POST threads/*/modify
        threads.trash POST threads/*/trash
        threads.untrash POST threads/*/untrash
        """;

    private static readonly ILookup<string, (string Method, string[] Path)> ByVerb = Table.Split('\n', StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' '))
        .ToLookup(columns => columns[1], columns => (columns[0], columns[2].Split('/')), StringComparer.Ordinal);

    /// <summary>As the discovery document has it, without <c>gmail.users.</c>; empty for what it does not have.</summary>
    public static string Find(string verb, GatewayTarget target)
    {
        var path = target.BelowUser.Split('/');
        return path[0] == Settings
            ? HttpMethods.IsGet(verb) ? "settings.get" : "settings.update"
            : ByVerb[HttpMethods.IsHead(verb) ? HttpMethods.Get : verb].FirstOrDefault(entry => Matches(entry.Path, path)).Method ?? "";
    }

    private static bool Matches(string[] pattern, string[] path) =>
        pattern.Length == path.Length && pattern.Zip(path).All(pair => pair.First is "*" || pair.First == pair.Second);
}
