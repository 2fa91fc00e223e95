using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GmailPlatform.Domain.Grants;

/// <summary>
/// OAuth scopes as a set (RFC 6749 section 3.3): no order, no duplicates, compared by Google's canonical names, since
/// Google answers <c>email</c> and <c>profile</c> with their long forms.
/// </summary>
[JsonConverter(typeof(ScopeSetJsonConverter))]
public sealed class ScopeSet : IReadOnlyCollection<string>, IEquatable<ScopeSet>
{
    public const string OpenId = "openid";
    public const string Email = "https://www.googleapis.com/auth/userinfo.email";
    public const string Profile = "https://www.googleapis.com/auth/userinfo.profile";
    public const string FullMail = "https://mail.google.com/";
    public const string GmailModify = "https://www.googleapis.com/auth/gmail.modify";
    public const string GmailReadonly = "https://www.googleapis.com/auth/gmail.readonly";
    public const string GmailSend = "https://www.googleapis.com/auth/gmail.send";
    public const string GmailCompose = "https://www.googleapis.com/auth/gmail.compose";
    public const string GmailMetadata = "https://www.googleapis.com/auth/gmail.metadata";
    public const string GmailLabels = "https://www.googleapis.com/auth/gmail.labels";

    private readonly SortedSet<string> _scopes;

    private ScopeSet(IEnumerable<string> scopes) =>
        _scopes = new SortedSet<string>(scopes.Where(scope => !string.IsNullOrEmpty(scope)).Select(GoogleScopes.Expand), StringComparer.Ordinal);

    public static ScopeSet Empty { get; } = new([]);

    /// <summary>What tells who the person is: part of every consent.</summary>
    public static ScopeSet Identity { get; } = Of(OpenId, Email);

    public int Count => _scopes.Count;

    public static ScopeSet Of(params IEnumerable<string> scopes) => new(scopes);

    /// <summary>Reads the space-delimited form of the wire.</summary>
    public static ScopeSet Parse(string? scope) => new((scope ?? "").Split(' '));

    public bool Contains(string scope) => _scopes.Contains(GoogleScopes.Expand(scope));

    public bool ContainsAny(params IEnumerable<string> scopes) => scopes.Any(Contains);

    public ScopeSet With(ScopeSet others) => new(_scopes.Concat(others));

    public ScopeSet Without(ScopeSet others) => new(_scopes.Where(scope => !others._scopes.Contains(scope)));

    /// <summary>
    /// Without <c>gmail.metadata</c> where a wider scope reads mail: beside that one it adds nothing, and Gmail refuses searches and
    /// bodies to every token that carries it.
    /// </summary>
    public ScopeSet WithoutNeedlessMetadata() =>
        ContainsAny(FullMail, GmailModify, GmailReadonly) ? Without(Of(GmailMetadata)) : this;

    public bool Equals(ScopeSet? other) => other is not null && _scopes.SetEquals(other._scopes);

    public override bool Equals(object? obj) => Equals(obj as ScopeSet);

    public override int GetHashCode() => _scopes.Aggregate(0, (hash, scope) => HashCode.Combine(hash, scope));

    public IEnumerator<string> GetEnumerator() => _scopes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The space-delimited form of the wire.</summary>
    public override string ToString() => string.Join(' ', _scopes);
}

internal sealed class ScopeSetJsonConverter : JsonConverter<ScopeSet>
{
    public override ScopeSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ScopeSet.Of(JsonSerializer.Deserialize<string[]>(ref reader, options) ?? []);

    public override void Write(Utf8JsonWriter writer, ScopeSet value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.ToArray(), options);
}
