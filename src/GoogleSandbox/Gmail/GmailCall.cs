using GmailPlatform.GoogleSandbox.OAuth;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>An authenticated and authorized call of one method, for one person.</summary>
internal sealed record GmailCall(HttpRequest Http, GmailMethod Method, Person Person, AccessToken Token)
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>The JSON that came along; empty when nothing did.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The uploaded message, where the call is an upload.</summary>
    public byte[]? Media { get; init; }

    /// <summary>Once a token carries the metadata scope, its other scopes do not lift the restriction.</summary>
    public bool HasMetadataScope => Token.Scopes.Contains(Scopes.GmailMetadata);

    /// <summary>Whether a service account acts for the person, by domain-wide delegation.</summary>
    public bool IsServiceAccount { get; init; }

    public string Route(string name) => Http.RouteValues[name]?.ToString() ?? "";

    public string? Query(string name) => Web.Forms.NullIfEmpty(Http.Query[name]);

    public IReadOnlyList<string> QueryAll(string name) => [.. Http.Query[name].OfType<string>()];

    /// <summary>Reads a boolean parameter; an error when it is something else.</summary>
    public GmailError? ReadFlag(string name, out bool value)
    {
        value = false;
        return Query(name) is { } text && !bool.TryParse(text, out value)
            ? GmailErrors.InvalidValue(SnakeCase(name), "TYPE_BOOL", text)
            : null;
    }

    /// <summary>Reads <c>maxResults</c>; more than the maximum is capped, not refused.</summary>
    public GmailError? ReadPageSize(out int size)
    {
        const int usual = 100;
        const int maximum = 500;
        size = usual;
        if (Query("maxResults") is not { } text)
        {
            return null;
        }

        if (!uint.TryParse(text, out var asked))
        {
            return GmailErrors.InvalidValue("max_results", "TYPE_UINT32", text);
        }

        size = asked == 0 ? usual : (int)Math.Min(asked, maximum);
        return null;
    }

    private static string SnakeCase(string name) =>
        string.Concat(name.Select(letter => char.IsUpper(letter) ? $"_{char.ToLowerInvariant(letter)}" : letter.ToString()));
}

/// <summary>A resource, nothing at all, or why there is none.</summary>
internal readonly record struct GmailAnswer(object? Resource, GmailError? Error)
{
    /// <summary>It is done, and there is nothing to show.</summary>
    public static readonly GmailAnswer Empty;

    public static implicit operator GmailAnswer(GmailError error) => new(null, error);

    public static GmailAnswer Of(object resource) => new(resource, null);
}

/// <summary>One method of the API.</summary>
internal interface IGmailHandler
{
    string MethodId { get; }

    /// <summary>What the method answers with; null when with nothing.</summary>
    Type? Resource { get; }

    GmailAnswer Handle(GmailCall call);
}
