using System.Reflection;
using Google.Apis.Discovery;
using Google.Apis.Gmail.v1;
using Google.Apis.Requests;
using Newtonsoft.Json;
using RequestParameterAttribute = Google.Apis.Util.RequestParameterAttribute;
using StringValueAttribute = Google.Apis.Util.StringValueAttribute;

namespace GmailPlatform.GmailClient.Tests;

/// <summary>Words a public type as <c>Surface.txt</c> words the official one: as a caller's source code sees it.</summary>
internal static class Surface
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(ulong)] = "ulong",
    };

    /// <summary>The types that only take repetition out of ours: their members count as those of the types built on them.</summary>
    public static bool IsOurs(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var definition
        && (definition == typeof(GmailUserRequest<>) || definition == typeof(GmailItemRequest<>) || definition == typeof(GmailMediaUpload<,>));

    public static IEnumerable<string> Describe(Type type)
    {
        var written = Written(type).ToList();
        var parent = typeof(IDirectResponseSchema).IsAssignableFrom(type) ? typeof(IDirectResponseSchema) : written[^1].BaseType!;
        var parameters = Parameters(type);
        var members = written.SelectMany(each => each.GetMembers(Declared).Where(member => each == type || member is not ConstructorInfo))
            .Select(member => Describe(member, parameters)).OfType<string>();
        return [$"{FullName(type)} : {Name(parent)}", .. members.Concat(Endpoint(type)).Order(StringComparer.Ordinal).Select(line => $"    {line}")];
    }

    private static IEnumerable<Type> Written(Type type)
    {
        yield return type;
        for (var parent = type.BaseType; parent is not null && IsOurs(parent); parent = parent.BaseType)
        {
            yield return parent;
        }
    }

    private static string? Describe(MemberInfo member, IDictionary<string, IParameter> parameters) => member switch
    {
        ConstructorInfo { IsPublic: true } constructor => $"ctor({Signature(constructor)})",
        ConstructorInfo { IsFamily: true } constructor => $"protected ctor({Signature(constructor)})",
        FieldInfo { IsPublic: true, IsLiteral: true } field => $"const {Name(field.FieldType)} {field.Name} = {field.GetRawConstantValue()}",
        FieldInfo { IsPublic: true } field => $"static {Name(field.FieldType)} {field.Name} = {field.GetValue(null)}",
        PropertyInfo property when IsNew(property.GetMethod!) =>
            $"{Name(property.PropertyType)} {property.Name} {{ get;{(property.SetMethod is { IsPublic: true } ? " set;" : "")} }}{Wire(property, parameters)}",
        MethodInfo { IsPublic: true, IsSpecialName: false } method when IsNew(method) => $"{Name(method.ReturnType)} {method.Name}({Signature(method)})",
        TypeInfo { IsEnum: true } choices => $"enum {choices.Name} {{ {string.Join(", ", choices.GetFields().Where(field => field.IsLiteral).Select(Choice))} }}",
        _ => null,
    };

    private static bool IsNew(MethodInfo method) => method.IsPublic && method.GetBaseDefinition() == method;

    private static string Signature(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(parameter => $"{Name(parameter.ParameterType)} {parameter.Name}"));

    private static string Choice(FieldInfo field) =>
        $"{field.Name} = {field.GetRawConstantValue()} \"{field.GetCustomAttribute<StringValueAttribute>()!.Text}\"";

    private static string Wire(PropertyInfo property, IDictionary<string, IParameter> parameters)
    {
        if (property.GetCustomAttribute<JsonPropertyAttribute>() is { } json)
        {
            return $" json {json.PropertyName}";
        }

        return property.GetCustomAttribute<RequestParameterAttribute>() is { } wire
            ? $" {wire.Type.ToString().ToLowerInvariant()} {wire.Name}{Rules(parameters, wire)}"
            : "";
    }

    /// <summary>What the library checks before it sends; uploads declare nothing to it.</summary>
    private static string Rules(IDictionary<string, IParameter> parameters, RequestParameterAttribute wire)
    {
        if (parameters.Count == 0)
        {
            return "";
        }

        var declared = parameters[wire.Name];
        declared.ParameterType.Should().BeEquivalentTo(wire.Type.ToString());
        return (declared.IsRequired ? " required" : "")
            + (declared.DefaultValue is { } value ? $" = {value}" : "")
            + (declared.Pattern is { } pattern ? $" ~ {pattern}" : "");
    }

    private static IEnumerable<string> Endpoint(Type type) =>
        Create(type) is { } request ? [$"{request.HttpMethod} {request.RestPath} {request.MethodName}"] : [];

    private static IDictionary<string, IParameter> Parameters(Type type) =>
        (type == typeof(GmailBaseServiceRequest<>) ? Create(typeof(UsersResource.GetProfileRequest)) : Create(type))?.RequestParameters
        ?? new Dictionary<string, IParameter>();

    private static IClientServiceRequest? Create(Type type)
    {
        if (type.IsAbstract || !typeof(IClientServiceRequest).IsAssignableFrom(type))
        {
            return null;
        }

        var constructor = type.GetConstructors().Single();
        return (IClientServiceRequest)constructor.Invoke(new object?[constructor.GetParameters().Length]);
    }

    private static string FullName(Type type) => type switch
    {
        { IsNested: true } => $"{FullName(type.DeclaringType!)}.{type.Name}",
        _ => Name(type),
    };

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return $"{Name(value)}?";
        }

        var name = Keywords.GetValueOrDefault(type) ?? type.Name.Split('`')[0];
        name = type is { IsNested: false, Namespace: "Google.Apis.Gmail.v1.Data" } ? $"Data.{name}" : name;
        return type is { IsGenericType: true, IsEnum: false }
            ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
            : name;
    }
}
