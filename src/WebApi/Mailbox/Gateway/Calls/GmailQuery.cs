using System.Collections.Frozen;
using System.Text;
using GmailPlatform.Domain;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>The query of a call to Gmail, written from parameters that the discovery document names.</summary>
internal static class GmailQuery
{
    /// <summary>Marks the requests with which a resumable upload goes on.</summary>
    private const string UploadId = "upload_id";

    /// <summary>Uploads in one request, which nothing continues.</summary>
    private static readonly string[] Whole = ["uploadType=media", "uploadType=multipart", "upload_protocol=raw", "upload_protocol=multipart"];

    /// <summary>Those that every method takes, without JSONP's <c>callback</c>, then those of the methods.</summary>
    private static readonly FrozenSet<string> Allowed = FrozenSet.ToFrozenSet(
    [
        "$.xgafv", "alt", "fields", "prettyPrint", "quotaUser", "uploadType", "upload_protocol", UploadId,
        "deleted", "format", "historyTypes", "includeSpamTrash", "internalDateSource", "labelId", "labelIds", "maxResults", "metadataHeaders",
        "neverMarkSpam", "pageSize", "pageToken", "processForCalendar", "q", "startHistoryId",
    ], StringComparer.Ordinal);

    /// <summary>Other ways to name a caller, which official clients may add: the grant's token stands in their place.</summary>
    private static readonly FrozenSet<string> Credentials = FrozenSet.ToFrozenSet(["access_token", "oauth_token", "key"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a query that was written here belongs to an upload that an earlier request began.</summary>
    public static bool ContinuesUpload(string query) =>
        Holds(query, UploadId + "=") && !Array.Exists(Whole, parameter => Holds(query, parameter));

    /// <summary>Reads a query and writes it anew: with its question mark, or empty. Refuses what it does not know, as Gmail itself does.</summary>
    /// <param name="query">As the client wrote it.</param>
    public static Result<string> Rewrite(string? query)
    {
        if (string.IsNullOrEmpty(query))
        {
            return "";
        }

        var written = new StringBuilder();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var (name, value) = (pair.DecodeName().ToString(), pair.DecodeValue().ToString());
            if (Credentials.Contains(name))
            {
                continue;
            }

            if (!Allowed.Contains(name))
            {
                return CallFailures.Invalid($"Unknown query parameter \"{CallFailures.Quote(name)}\". The gateway forwards those of Gmail's discovery document only.");
            }

            if (value.Any(char.IsControl))
            {
                return CallFailures.Invalid($"The query parameter \"{name}\" holds a control character.");
            }

            written.Append(written.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return written.ToString();
    }

    /// <summary>Written values hold no separator of their own.</summary>
    private static bool Holds(string query, string parameter) =>
        query.Contains("?" + parameter, StringComparison.Ordinal) || query.Contains("&" + parameter, StringComparison.Ordinal);
}
