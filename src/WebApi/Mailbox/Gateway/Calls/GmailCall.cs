using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>A call to Gmail that was read as a whole. What Gmail gets is written from this alone, so it is what was checked.</summary>
/// <param name="Method">Which of Gmail's methods.</param>
/// <param name="Verb">The HTTP method: the method's own, but for what follows in an upload of several requests.</param>
/// <param name="Path">Where to.</param>
/// <param name="Query">With its question mark, or empty.</param>
/// <param name="Headers">Printable, and on the list of those that Gmail may see.</param>
/// <param name="ContentType">Of its body, where it has one.</param>
internal sealed record GmailCall(
    GmailMethod Method, string Verb, GmailPath Path, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers, string? ContentType)
{
    /// <summary>Path and query, without a leading slash.</summary>
    public string Target => Path.Escaped + Query;

    /// <summary>Whether it goes on with an upload that an earlier request began, and that was counted then.</summary>
    public bool ContinuesUpload => Path.IsUpload && GmailQuery.ContinuesUpload(Query);

    /// <summary>The method that a verb and a path name; a failure where Gmail has none.</summary>
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

    /// <summary>An upload goes on by PUT or POST, and is given up by DELETE.</summary>
    private static GmailMethod? ContinuationOf(string verb, GmailPath path, string query) =>
        verb is "PUT" or "POST" or "DELETE" && GmailQuery.ContinuesUpload(query) ? GmailMethods.FindUpload(path.BelowUser.Span) : null;
}
