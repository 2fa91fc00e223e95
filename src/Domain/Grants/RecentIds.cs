using System.Text.Json;
using System.Text.Json.Serialization;

namespace GmailPlatform.Domain.Grants;

/// <summary>The latest few ids of something that may come twice. Bounded, so that a grant's state does not grow with its history.</summary>
[JsonConverter(typeof(RecentIdsJsonConverter))]
public sealed class RecentIds : IEquatable<RecentIds>
{
    private const int Limit = 16;

    private readonly Guid[] _ids;

    private RecentIds(IEnumerable<Guid> ids) => _ids = [.. ids.TakeLast(Limit)];

    public static RecentIds None { get; } = new([]);

    /// <summary>The ids, oldest first.</summary>
    public IReadOnlyList<Guid> All => _ids;

    public static RecentIds Of(params IEnumerable<Guid> ids) => new(ids);

    public bool Contains(Guid id) => _ids.Contains(id);

    /// <summary>With one more; the oldest gives way.</summary>
    public RecentIds With(Guid id) => new(_ids.Append(id));

    public bool Equals(RecentIds? other) => other is not null && _ids.AsSpan().SequenceEqual(other._ids);

    public override bool Equals(object? obj) => Equals(obj as RecentIds);

    public override int GetHashCode() => _ids.Aggregate(0, HashCode.Combine);
}

internal sealed class RecentIdsJsonConverter : JsonConverter<RecentIds>
{
    public override RecentIds Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RecentIds.Of(JsonSerializer.Deserialize<Guid[]>(ref reader, options) ?? []);

    public override void Write(Utf8JsonWriter writer, RecentIds value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value.All, options);
}
