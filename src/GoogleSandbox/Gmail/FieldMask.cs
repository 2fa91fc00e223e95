using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>The <c>fields</c> parameter of Google APIs: <c>messages(id,payload/headers),nextPageToken</c>.</summary>
internal sealed class FieldMask
{
    private const string Any = "*";

    private readonly Dictionary<string, FieldMask> _fields = new(StringComparer.Ordinal);

    /// <summary>Reads a mask and checks its names against the resource; <paramref name="invalid"/> names the culprit.</summary>
    public static bool TryParse(
        string text, Type resource, [NotNullWhen(true)] out FieldMask? mask, [NotNullWhen(false)] out string? invalid)
    {
        var parser = new Parser(text);
        mask = parser.ParseAll();
        invalid = mask is null ? text : mask.FindUnknown(resource);
        return invalid is null && mask is not null;
    }

    public JsonNode? Apply(JsonNode? node) => node switch
    {
        JsonNode when _fields.Count == 0 => node.DeepClone(),
        JsonArray array => new JsonArray([.. array.Select(Apply)]),
        JsonObject record => Select(record),
        _ => node?.DeepClone(),
    };

    private JsonObject Select(JsonObject record)
    {
        var selected = new JsonObject();
        foreach (var (name, value) in record)
        {
            if (_fields.GetValueOrDefault(name) is { } below || _fields.TryGetValue(Any, out below))
            {
                selected[name] = below.Apply(value);
            }
        }

        return selected;
    }

    private string? FindUnknown(Type type)
    {
        var element = ElementType(type);
        foreach (var (name, below) in _fields)
        {
            var property = element.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .FirstOrDefault(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == name);
            if (name != Any && (property is null || element == typeof(string)))
            {
                return name;
            }

            if (property is not null && below.FindUnknown(property.PropertyType) is { } unknown)
            {
                return unknown;
            }
        }

        return null;
    }

    private static Type ElementType(Type type) =>
        type.IsGenericType && type != typeof(string) ? type.GetGenericArguments()[0] : type;

    private ref struct Parser(string text)
    {
        private const int MaximumDepth = 20;

        private readonly string _text = text;
        private int _position;

        public FieldMask? ParseAll() => ParseList(depth: 0) is { } mask && _position == _text.Length ? mask : null;

        private FieldMask? ParseList(int depth)
        {
            var mask = new FieldMask();
            do
            {
                if (depth > MaximumDepth || !ParsePath(mask, depth))
                {
                    return null;
                }
            }
            while (Skip(','));
            return mask;
        }

        private bool ParsePath(FieldMask parent, int depth)
        {
            var current = parent;
            do
            {
                var name = ParseName();
                if (name.Length == 0)
                {
                    return false;
                }

                if (!current._fields.TryGetValue(name, out var below))
                {
                    current._fields[name] = below = new FieldMask();
                }

                current = below;
            }
            while (Skip('/'));
            return !Skip('(') || ParseGroup(current, depth);
        }

        private bool ParseGroup(FieldMask parent, int depth)
        {
            if (ParseList(depth + 1) is not { } inner || !Skip(')'))
            {
                return false;
            }

            foreach (var (name, below) in inner._fields)
            {
                parent._fields[name] = below;
            }

            return true;
        }

        private string ParseName()
        {
            var start = _position;
            while (_position < _text.Length && (char.IsAsciiLetterOrDigit(_text[_position]) || _text[_position] is '*' or '_'))
            {
                _position++;
            }

            return _text[start.._position];
        }

        private bool Skip(char expected)
        {
            if (_position >= _text.Length || _text[_position] != expected)
            {
                return false;
            }

            _position++;
            return true;
        }
    }
}
