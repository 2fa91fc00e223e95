using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Clients;

/// <summary>Runs other people's clients at mailboxes that hold the same mail, and makes what they saw comparable.</summary>
internal static partial class ClientTours
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static string Folder { get; } =
        typeof(ClientTours).Assembly.GetCustomAttributes(typeof(System.Reflection.AssemblyMetadataAttribute), inherit: false)
            .Cast<System.Reflection.AssemblyMetadataAttribute>().Single(item => item.Key is "Clients").Value!;

    /// <summary>A person with twenty messages, the same for everybody.</summary>
    public static async Task<(string Person, string Grant)> AMailboxAsync(World world, TestTenant tenant, DateTimeOffset newest)
    {
        var person = await world.Google.APersonAsync();
        // The newest last, so that its place in the history is the latest, too.
        for (var number = 19; number >= 0; number--)
        {
            await world.Google.PostAsync($"sandbox/people/{person}/mail", new
            {
                from = $"writer{number % 3}@example.com",
                subject = number % 4 == 0 ? $"The tour, part {number}" : $"Note {number}",
                text = new string('x', number * 100),
                labelIds = number % 5 == 0 ? new[] { "INBOX", "UNREAD" } : ["INBOX"],
                date = newest.AddHours(-number),
            }, expectedStatus: 201);
        }

        return (person, await tenant.ConnectAsync(person, ["openid", "email", "https://mail.google.com/"]));
    }

    /// <summary>What a program prints. It sees the loopback only, and no account of Google's on this machine.</summary>
    public static async Task<string> RunAsync(string program, params IReadOnlyList<string> arguments)
    {
        using var limit = new CancellationTokenSource(Patience);
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in Surroundings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments.Take(2))} broke off: {await error}");
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>The same text for equal mailboxes of different people: ids by the order of their appearance, addresses and what follows from the time by name.</summary>
    public static string Comparable(string tour, string person)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        return Walk(JsonNode.Parse(tour), name: null)!.ToJsonString(new JsonSerializerOptions { WriteIndented = true });

        JsonNode? Walk(JsonNode? node, string? name) => node switch
        {
            JsonObject item => new JsonObject(item.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => KeyValuePair.Create(member.Key, Walk(member.Value, member.Key)))),
            JsonArray list => new JsonArray([.. list.Select(each => Walk(each, name))]),
            JsonValue value when name is "historyId" or "history_id" or "attachmentId" or "attachment_id" => "varies",
            JsonValue value when value.TryGetValue<string>(out var text) => Plain(name is "raw" ? Decode(text) : text),
            _ => node?.DeepClone(),
        };

        string Plain(string text)
        {
            var named = MessageId().Replace(text.Replace(person, "the person", StringComparison.OrdinalIgnoreCase), "<message id>");
            return Id().IsMatch(named) ? ids.TryGetValue(named, out var known) ? known : ids[named] = $"id {ids.Count}" : named;
        }
    }

    // Ruby's library has decoded it already.
    private static string Decode(string raw) => raw.Contains('\n', StringComparison.Ordinal)
        ? raw
        : System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(raw.Replace('-', '+').Replace('_', '/')));

    private static readonly IReadOnlyDictionary<string, string> Surroundings = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["NO_PROXY"] = "*",
        ["no_proxy"] = "*",
        ["NO_GCE_CHECK"] = "true",
        ["GCE_METADATA_HOST"] = "127.0.0.1:9",
        ["GOOGLE_API_USE_CLIENT_CERTIFICATE"] = "false",
        ["GO111MODULE"] = "off",
        ["GOPATH"] = "/usr/share/gocode",
        ["GOPROXY"] = "off",
        ["PYTHONDONTWRITEBYTECODE"] = "1",
    };

    [GeneratedRegex("^[0-9a-f]{16}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    [GeneratedRegex("<[0-9a-f]{32}@[^>]+>", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MessageId();
}
