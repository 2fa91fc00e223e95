using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>Reads JSON as Google's front end does: what it does not know is refused before the method runs.</summary>
internal static class RequestBody
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { PropertyNameCaseInsensitive = false };

    /// <summary>Reads what a method needs of a resource. A body that is not there is an empty one.</summary>
    public static GmailError? Read<T>(GmailCall call, Type resource, out T body)
        where T : class, new()
    {
        body = new T();
        if (call.Body.IsEmpty)
        {
            return null;
        }

        try
        {
            if (JsonNode.Parse(call.Body.Span) is not JsonObject json)
            {
                return GmailErrors.InvalidJson("Root element must be a message.");
            }

            if (FindUnknown(json, resource, "") is { } unknown)
            {
                return unknown;
            }

            body = json.Deserialize<T>(Options)!;
            return null;
        }
        catch (JsonException mistake)
        {
            return mistake.Path is { Length: > 2 } path
                ? GmailErrors.InvalidJson($"Invalid value at '{path[2..]}'.")
                : GmailErrors.InvalidJson("Unexpected token.");
        }
    }

    /// <summary>Reads a method's own request, all of whose fields it needs.</summary>
    public static GmailError? Read<T>(GmailCall call, out T body)
        where T : class, new() => Read(call, typeof(T), out body);

    private static GmailError? FindUnknown(JsonNode? node, Type type, string path)
    {
        if (node is JsonArray array)
        {
            return array.Select((item, index) => FindUnknown(item, ElementType(type), $"{path}[{index}]")).FirstOrDefault(error => error is not null);
        }

        foreach (var (name, value) in node as JsonObject ?? [])
        {
            var property = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .FirstOrDefault(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name) == name);
            if (property is null || type == typeof(string))
            {
                return GmailErrors.UnknownName(name, path);
            }

            if (FindUnknown(value, property.PropertyType, path.Length == 0 ? name : $"{path}.{name}") is { } below)
            {
                return below;
            }
        }

        return null;
    }

    private static Type ElementType(Type type) => type.IsGenericType ? type.GetGenericArguments()[0] : type;
}
