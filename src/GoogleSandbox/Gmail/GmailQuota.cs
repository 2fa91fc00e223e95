using System.Collections.Frozen;
using System.Globalization;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>What a call of a method costs, by Google's table of 2026.</summary>
internal static class GmailQuota
{
    private const string IdPrefix = "gmail.users.";
    private const int SettingsRead = 1;
    private const int SettingsWrite = 5;

    // Units, and the methods that cost so many.
    private const string Table = """
        1 getProfile labels.list labels.get
        2 history.list
        5 labels.create labels.update labels.patch labels.delete messages.list messages.modify messages.untrash drafts.list
        10 messages.delete drafts.create drafts.delete threads.list threads.modify threads.untrash
        15 drafts.update
        20 messages.get messages.attachments.get messages.trash drafts.get threads.trash threads.delete
        25 messages.import messages.insert
        40 threads.get
        50 messages.batchModify messages.batchDelete stop
        100 messages.send drafts.send watch
        100 settings.delegates.create settings.forwardingAddresses.create settings.sendAs.create settings.sendAs.update settings.sendAs.verify
        """;

    private static readonly FrozenDictionary<string, int> Units = Table.Split('\n', StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' '))
        .SelectMany(columns => columns.Skip(1).Select(method => KeyValuePair.Create(IdPrefix + method, int.Parse(columns[0], CultureInfo.InvariantCulture))))
        .ToFrozenDictionary(StringComparer.Ordinal);

    public static int UnitsOf(GmailMethod method) =>
        Units.TryGetValue(method.Id, out var units) ? units : method.Verb == HttpMethods.Get ? SettingsRead : SettingsWrite;
}
