using System.Collections.Frozen;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>One of Gmail's methods.</summary>
/// <param name="Name">As the discovery document has it, without <c>gmail.users.</c></param>
/// <param name="Verb">Its HTTP method.</param>
/// <param name="HasBody">Whether it takes JSON.</param>
/// <param name="TakesUploads">Whether its message may be uploaded.</param>
internal sealed record GmailMethod(string Name, string Verb, bool HasBody, bool TakesUploads)
{
    /// <summary>The prefix of the many, cheap settings methods.</summary>
    private const string Settings = "settings.";

    /// <summary>Whether it changes nothing.</summary>
    public bool Reads { get; } = Verb is "GET";

    /// <summary>The name under which quota counts it; settings methods share two.</summary>
    public string QuotaName { get; } = !Name.StartsWith(Settings, StringComparison.Ordinal) ? Name : Verb is "GET" ? "settings.get" : "settings.update";
}

/// <summary>Gmail's methods, by verb and path below the user (discovery document, revision 20260413). Only these are forwarded.</summary>
internal static class GmailMethods
{
    private const string Any = "*";

    // Name, verb, path below the user; then 'json' if it takes a body, 'upload' if it takes uploads.
    private const string Table = """
        getProfile GET profile
        stop POST stop
        watch POST watch json
        drafts.create POST drafts json upload
        drafts.delete DELETE drafts/*
        drafts.get GET drafts/*
        drafts.list GET drafts
        drafts.send POST drafts/send json upload
        drafts.update PUT drafts/* json upload
        history.list GET history
        labels.create POST labels json
        labels.delete DELETE labels/*
        labels.get GET labels/*
        labels.list GET labels
        labels.patch PATCH labels/* json
        labels.update PUT labels/* json
        messages.batchDelete POST messages/batchDelete json
        messages.batchModify POST messages/batchModify json
        messages.delete DELETE messages/*
        messages.get GET messages/*
        messages.import POST messages/import json upload
        messages.insert POST messages json upload
        messages.list GET messages
        messages.modify POST messages/*/modify json
        messages.send POST messages/send json upload
        messages.trash POST messages/*/trash
        messages.untrash POST messages/*/untrash
        messages.attachments.get GET messages/*/attachments/*
        settings.getAutoForwarding GET settings/autoForwarding
        settings.getImap GET settings/imap
        settings.getLanguage GET settings/language
        settings.getPop GET settings/pop
        settings.getVacation GET settings/vacation
        settings.updateAutoForwarding PUT settings/autoForwarding json
        settings.updateImap PUT settings/imap json
        settings.updateLanguage PUT settings/language json
        settings.updatePop PUT settings/pop json
        settings.updateVacation PUT settings/vacation json
        settings.cse.identities.create POST settings/cse/identities json
        settings.cse.identities.delete DELETE settings/cse/identities/*
        settings.cse.identities.get GET settings/cse/identities/*
        settings.cse.identities.list GET settings/cse/identities
        settings.cse.identities.patch PATCH settings/cse/identities/* json
        settings.cse.keypairs.create POST settings/cse/keypairs json
        settings.cse.keypairs.disable POST settings/cse/keypairs/*:disable json
        settings.cse.keypairs.enable POST settings/cse/keypairs/*:enable json
        settings.cse.keypairs.get GET settings/cse/keypairs/*
        settings.cse.keypairs.list GET settings/cse/keypairs
        settings.cse.keypairs.obliterate POST settings/cse/keypairs/*:obliterate json
        settings.delegates.create POST settings/delegates json
        settings.delegates.delete DELETE settings/delegates/*
        settings.delegates.get GET settings/delegates/*
        settings.delegates.list GET settings/delegates
        settings.filters.create POST settings/filters json
        settings.filters.delete DELETE settings/filters/*
        settings.filters.get GET settings/filters/*
        settings.filters.list GET settings/filters
        settings.forwardingAddresses.create POST settings/forwardingAddresses json
        settings.forwardingAddresses.delete DELETE settings/forwardingAddresses/*
        settings.forwardingAddresses.get GET settings/forwardingAddresses/*
        settings.forwardingAddresses.list GET settings/forwardingAddresses
        settings.sendAs.create POST settings/sendAs json
        settings.sendAs.delete DELETE settings/sendAs/*
        settings.sendAs.get GET settings/sendAs/*
        settings.sendAs.list GET settings/sendAs
        settings.sendAs.patch PATCH settings/sendAs/* json
        settings.sendAs.update PUT settings/sendAs/* json
        settings.sendAs.verify POST settings/sendAs/*/verify
        settings.sendAs.smimeInfo.delete DELETE settings/sendAs/*/smimeInfo/*
        settings.sendAs.smimeInfo.get GET settings/sendAs/*/smimeInfo/*
        settings.sendAs.smimeInfo.insert POST settings/sendAs/*/smimeInfo json
        settings.sendAs.smimeInfo.list GET settings/sendAs/*/smimeInfo
        settings.sendAs.smimeInfo.setDefault POST settings/sendAs/*/smimeInfo/*/setDefault
        threads.delete DELETE threads/*
        threads.get GET threads/*
        threads.list GET threads
        threads.modify POST threads/*/modify json
        threads.trash POST threads/*/trash
        threads.untrash POST threads/*/untrash
        """;

    private static readonly FrozenDictionary<string, Entry[]> ByVerb = Table.Split('\n', StringSplitOptions.TrimEntries)
        .Select(Entry.Read)
        .GroupBy(entry => entry.Method.Verb, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>Null for a call that Gmail does not have.</summary>
    /// <param name="verb">In capitals, as HTTP writes it.</param>
    /// <param name="path">Segments below the user, unescaped.</param>
    public static GmailMethod? Find(string verb, ReadOnlySpan<string> path)
    {
        foreach (var entry in ByVerb.GetValueOrDefault(verb, []))
        {
            if (entry.Matches(path))
            {
                return entry.Method;
            }
        }

        return null;
    }

    /// <summary>The method that an upload to this path continues, whatever its verb; null if none takes uploads.</summary>
    public static GmailMethod? FindUpload(ReadOnlySpan<string> path)
    {
        foreach (var entries in ByVerb.Values)
        {
            foreach (var entry in entries)
            {
                if (entry.Method.TakesUploads && entry.Matches(path))
                {
                    return entry.Method;
                }
            }
        }

        return null;
    }

    private sealed record Entry(GmailMethod Method, string[] Path)
    {
        public static Entry Read(string line)
        {
            var columns = line.Split(' ');
            return new Entry(new GmailMethod(columns[0], columns[1], columns.Contains("json"), columns.Contains("upload")), columns[2].Split('/'));
        }

        public bool Matches(ReadOnlySpan<string> path)
        {
            if (path.Length != Path.Length)
            {
                return false;
            }

            for (var i = 0; i < path.Length; i++)
            {
                if (!MatchesSegment(Path[i], path[i]))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>A variable, maybe followed by a custom verb (<c>*:enable</c>, AIP-136), or fixed text.</summary>
        private static bool MatchesSegment(string pattern, string segment)
        {
            var customVerb = segment.AsSpan(segment.LastIndexOf(':') is var colon && colon < 0 ? segment.Length : colon);
            return pattern.StartsWith(Any, StringComparison.Ordinal)
                ? pattern.Length > 1 ? customVerb.SequenceEqual(pattern.AsSpan(1)) && segment.Length > customVerb.Length : customVerb.IsEmpty
                : pattern == segment;
        }
    }
}
