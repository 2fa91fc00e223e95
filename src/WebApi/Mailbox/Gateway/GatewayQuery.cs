using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

internal static class GatewayQuery
{
    /// <summary>Other ways to name a caller, with which a client could act as somebody else.</summary>
    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase) { "access_token", "oauth_token", "key" };

    /// <summary>The query without credentials, else as the client wrote it.</summary>
    public static string WithoutCredentials(string? query)
    {
        var kept = new List<string>();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            if (!Credentials.Contains(pair.DecodeName().ToString()))
            {
                kept.Add($"{pair.EncodedName}={pair.EncodedValue}");
            }
        }

        return kept.Count == 0 ? "" : "?" + string.Join('&', kept);
    }
}
