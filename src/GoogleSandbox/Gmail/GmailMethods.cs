using GmailPlatform.GoogleSandbox.OAuth;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>A method of the Gmail API: its id, where it is, and which scopes open it.</summary>
internal sealed record GmailMethod(string Id, string Verb, string Path, IReadOnlyList<string> Scopes)
{
    /// <summary>The most bytes that a message may have which comes with a call; null when none can come.</summary>
    public long? MaximumUpload => Id switch
    {
        "gmail.users.messages.send" or "gmail.users.drafts.create" or "gmail.users.drafts.update" or "gmail.users.drafts.send" => 36_700_160,
        "gmail.users.messages.insert" or "gmail.users.messages.import" => 157_286_400,
        _ => null,
    };
}

/// <summary>All methods of the discovery document, revision 20260413.</summary>
internal static class GmailMethods
{
    private const string IdPrefix = "gmail.users.";
    private const string PathPrefix = "/gmail/v1/users/{userId}/";

    // Method, verb, path below the user, scopes (short).
    private const string Table = """
        drafts.create POST drafts mail addons.current.action.compose compose modify
        drafts.delete DELETE drafts/{id} mail addons.current.action.compose compose modify
        drafts.get GET drafts/{id} mail compose modify readonly
        drafts.list GET drafts mail compose modify readonly
        drafts.send POST drafts/send mail addons.current.action.compose compose modify
        drafts.update PUT drafts/{id} mail addons.current.action.compose compose modify
        getProfile GET profile mail compose metadata modify readonly
        history.list GET history mail metadata modify readonly
        labels.create POST labels mail labels modify
        labels.delete DELETE labels/{id} mail labels modify
        labels.get GET labels/{id} mail labels metadata modify readonly
        labels.list GET labels mail labels metadata modify readonly
        labels.patch PATCH labels/{id} mail labels modify
        labels.update PUT labels/{id} mail labels modify
        messages.attachments.get GET messages/{messageId}/attachments/{id} mail addons.current.message.action addons.current.message.readonly modify readonly
        messages.batchDelete POST messages/batchDelete mail
        messages.batchModify POST messages/batchModify mail modify
        messages.delete DELETE messages/{id} mail
        messages.get GET messages/{id} mail addons.current.message.action addons.current.message.metadata addons.current.message.readonly metadata modify readonly
        messages.import POST messages/import mail insert modify
        messages.insert POST messages mail insert modify
        messages.list GET messages mail metadata modify readonly
        messages.modify POST messages/{id}/modify mail modify
        messages.send POST messages/send mail addons.current.action.compose compose modify send
        messages.trash POST messages/{id}/trash mail modify
        messages.untrash POST messages/{id}/untrash mail modify
        settings.cse.identities.create POST settings/cse/identities settings.basic settings.sharing
        settings.cse.identities.delete DELETE settings/cse/identities/{cseEmailAddress} settings.basic settings.sharing
        settings.cse.identities.get GET settings/cse/identities/{cseEmailAddress} mail modify readonly settings.basic settings.sharing
        settings.cse.identities.list GET settings/cse/identities mail modify readonly settings.basic settings.sharing
        settings.cse.identities.patch PATCH settings/cse/identities/{emailAddress} settings.basic settings.sharing
        settings.cse.keypairs.create POST settings/cse/keypairs settings.basic settings.sharing
        settings.cse.keypairs.disable POST settings/cse/keypairs/{keyPairId}:disable settings.basic settings.sharing
        settings.cse.keypairs.enable POST settings/cse/keypairs/{keyPairId}:enable settings.basic settings.sharing
        settings.cse.keypairs.get GET settings/cse/keypairs/{keyPairId} mail modify readonly settings.basic settings.sharing
        settings.cse.keypairs.list GET settings/cse/keypairs mail modify readonly settings.basic settings.sharing
        settings.cse.keypairs.obliterate POST settings/cse/keypairs/{keyPairId}:obliterate settings.basic settings.sharing
        settings.delegates.create POST settings/delegates settings.sharing
        settings.delegates.delete DELETE settings/delegates/{delegateEmail} settings.sharing
        settings.delegates.get GET settings/delegates/{delegateEmail} mail modify readonly settings.basic
        settings.delegates.list GET settings/delegates mail modify readonly settings.basic
        settings.filters.create POST settings/filters settings.basic
        settings.filters.delete DELETE settings/filters/{id} settings.basic
        settings.filters.get GET settings/filters/{id} mail modify readonly settings.basic
        settings.filters.list GET settings/filters mail modify readonly settings.basic
        settings.forwardingAddresses.create POST settings/forwardingAddresses settings.sharing
        settings.forwardingAddresses.delete DELETE settings/forwardingAddresses/{forwardingEmail} settings.sharing
        settings.forwardingAddresses.get GET settings/forwardingAddresses/{forwardingEmail} mail modify readonly settings.basic
        settings.forwardingAddresses.list GET settings/forwardingAddresses mail modify readonly settings.basic
        settings.getAutoForwarding GET settings/autoForwarding mail modify readonly settings.basic
        settings.getImap GET settings/imap mail modify readonly settings.basic
        settings.getLanguage GET settings/language mail modify readonly settings.basic
        settings.getPop GET settings/pop mail modify readonly settings.basic
        settings.getVacation GET settings/vacation mail modify readonly settings.basic
        settings.sendAs.create POST settings/sendAs settings.sharing
        settings.sendAs.delete DELETE settings/sendAs/{sendAsEmail} settings.sharing
        settings.sendAs.get GET settings/sendAs/{sendAsEmail} mail modify readonly settings.basic
        settings.sendAs.list GET settings/sendAs mail modify readonly settings.basic
        settings.sendAs.patch PATCH settings/sendAs/{sendAsEmail} settings.basic settings.sharing
        settings.sendAs.smimeInfo.delete DELETE settings/sendAs/{sendAsEmail}/smimeInfo/{id} settings.basic settings.sharing
        settings.sendAs.smimeInfo.get GET settings/sendAs/{sendAsEmail}/smimeInfo/{id} mail modify readonly settings.basic settings.sharing
        settings.sendAs.smimeInfo.insert POST settings/sendAs/{sendAsEmail}/smimeInfo settings.basic settings.sharing
        settings.sendAs.smimeInfo.list GET settings/sendAs/{sendAsEmail}/smimeInfo mail modify readonly settings.basic settings.sharing
        settings.sendAs.smimeInfo.setDefault POST settings/sendAs/{sendAsEmail}/smimeInfo/{id}/setDefault settings.basic settings.sharing
        settings.sendAs.update PUT settings/sendAs/{sendAsEmail} settings.basic settings.sharing
        settings.sendAs.verify POST settings/sendAs/{sendAsEmail}/verify settings.sharing
        settings.updateAutoForwarding PUT settings/autoForwarding settings.sharing
        settings.updateImap PUT settings/imap settings.basic
        settings.updateLanguage PUT settings/language settings.basic
        settings.updatePop PUT settings/pop settings.basic
        settings.updateVacation PUT settings/vacation settings.basic
        stop POST stop mail metadata modify readonly
        threads.delete DELETE threads/{id} mail
        threads.get GET threads/{id} mail addons.current.message.action addons.current.message.metadata addons.current.message.readonly metadata modify readonly
        threads.list GET threads mail metadata modify readonly
        threads.modify POST threads/{id}/modify mail modify
        threads.trash POST threads/{id}/trash mail modify
        threads.untrash POST threads/{id}/untrash mail modify
        watch POST watch mail metadata modify readonly
        """;

    public static readonly IReadOnlyList<GmailMethod> All = [.. Table.Split('\n', StringSplitOptions.TrimEntries).Select(Parse)];

    private static GmailMethod Parse(string line)
    {
        var columns = line.Split(' ');
        return new GmailMethod(IdPrefix + columns[0], columns[1], PathPrefix + columns[2], [.. columns.Skip(3).Select(LongScope)]);
    }

    private static string LongScope(string scope) => scope == "mail" ? Scopes.FullMail : Scopes.GmailPrefix + scope;
}
