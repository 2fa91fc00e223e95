using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>A completely parsed call to Gmail. The request to Gmail is written from this alone, so it is what was checked.</summary>
/// <param name="Method">The method of the Gmail API.</param>
/// <param name="Verb">The HTTP method: the API method's own, except for later requests of a resumable upload.</param>
/// <param name="Path">The path to call.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Headers">Printable, and on the allow list.</param>
/// <param name="ContentType">The media type of its body; null without one.</param>
internal sealed record GmailCall(
    GmailMethod Method, string Verb, GmailPath Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, string? ContentType)
{
    /// <summary>Path and query, without a leading slash.</summary>
    public string Target => Path.Escaped + Query;

    /// <summary>Whether it continues an upload that an earlier request began, and whose quota was taken then.</summary>
    public bool ContinuesUpload => Path.IsUpload && GmailQuery.ContinuesUpload(Query);

    /// <summary>The API method for a verb and a path; a failure if Gmail has none.</summary>
    public static Result<GmailMethod> FindMethod(string verb, GmailPath path, string query)
    {
        var method = GmailMethods.Find(verb, path.BelowUser.Span);
        if (path.IsUpload)
        {
            method = method is { TakesUploads: true } ? method : ContinuationOf(verb, path, query);
        }

        return method is not null
            ? method
            : CommonFailures.NotFound with { Detail = $"Gmail has no method for {CallFailures.Quote(verb)} {CallFailures.Quote(path.Escaped)}." };
    }

    /// <summary>An upload continues with PUT or POST, and is cancelled with DELETE.</summary>
    private static GmailMethod? ContinuationOf(string verb, GmailPath path, string query) =>
        verb is "PUT" or "POST" or "DELETE" && GmailQuery.ContinuesUpload(query) ? GmailMethods.FindUpload(path.BelowUser.Span) : null;
}
