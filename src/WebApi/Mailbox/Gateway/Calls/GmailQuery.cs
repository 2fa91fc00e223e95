using System.Collections.Frozen;
using System.Text;
using GmailPlatform.Domain;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>The query of a call to Gmail, rewritten from the parameters in the discovery document.</summary>
internal static class GmailQuery
{
    /// <summary>Marks requests that continue a resumable upload.</summary>
    private const string UploadId = "upload_id";

    /// <summary>Uploads in a single request.</summary>
    private static readonly string[] Whole = ["uploadType=media", "uploadType=multipart", "upload_protocol=raw", "upload_protocol=multipart"];

    /// <summary>The common parameters, except JSONP's <c>callback</c>, then those of single methods.</summary>
    private static readonly FrozenSet<string> Allowed = FrozenSet.ToFrozenSet(
    [
        "$.xgafv", "alt", "fields", "prettyPrint", "quotaUser", "uploadType", "upload_protocol", UploadId,
        "deleted", "format", "historyTypes", "includeSpamTrash", "internalDateSource", "labelId", "labelIds", "maxResults", "metadataHeaders",
        "neverMarkSpam", "pageSize", "pageToken", "processForCalendar", "q", "startHistoryId",
    ], StringComparer.Ordinal);

    /// <summary>Other credentials, which official clients may add: the grant's token replaces them.</summary>
    private static readonly FrozenSet<string> Credentials = FrozenSet.ToFrozenSet(["access_token", "oauth_token", "key"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a rewritten query belongs to an upload that an earlier request began.</summary>
    public static bool ContinuesUpload(string query) =>
        Holds(query, UploadId + "=") && !Array.Exists(Whole, parameter => Holds(query, parameter));

    /// <summary>Parses and rewrites a query: with its question mark, or empty. Rejects unknown parameters, as Gmail does.</summary>
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
                return CallFailures.Invalid($"Unknown query parameter \"{CallFailures.Quote(name)}\". The gateway forwards only those in Gmail's discovery document.");
            }

            if (value.Any(char.IsControl))
            {
                return CallFailures.Invalid($"The query parameter \"{name}\" contains a control character.");
            }

            written.Append(written.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return written.ToString();
    }

    /// <summary>Rewritten values are escaped, so they contain no separator.</summary>
    private static bool Holds(string query, string parameter) =>
        query.Contains("?" + parameter, StringComparison.Ordinal) || query.Contains("&" + parameter, StringComparison.Ordinal);
}
