using System.Reflection;
using Google.Apis.Gmail.v1;
using Newtonsoft.Json;
using RequestParameterAttribute = Google.Apis.Util.RequestParameterAttribute;
using StringValueAttribute = Google.Apis.Util.StringValueAttribute;

namespace GmailPlatform.GmailClient.Tests;

/// <summary>The official package can take this project's place only while every name and type here is also there.</summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Type[] PublicTypes = typeof(GmailService).Assembly.GetExportedTypes();

    [Fact]
    public void The_public_surface_is_a_part_of_the_official_one() =>
        string.Join('\n', PublicTypes.OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Describe))
            .Should().Be(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Surface.txt")).TrimEnd());

    [Fact]
    public void Every_method_and_property_can_be_overridden_as_in_the_official_package()
    {
        var members = PublicTypes.Where(type => type is { IsEnum: false, IsSealed: false })
            .SelectMany(type => type.GetMethods(Declared).Where(method => method is { IsPublic: true, IsStatic: false }))
            .ToList();

        members.Should().HaveCountGreaterThan(100).And.OnlyContain(method => method.IsVirtual && !method.IsFinal);
    }

    private static IEnumerable<string> Describe(Type type)
    {
        yield return $"{type} : {(type.IsEnum ? "enum" : type.BaseType)}";
        foreach (var member in type.GetMembers(Declared).Select(Describe).OfType<string>().Order(StringComparer.Ordinal))
        {
            yield return "    " + member;
        }
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo { IsStatic: false } constructor => constructor.ToString(),
        FieldInfo { IsLiteral: true } field => $"{field.Name} = {field.GetRawConstantValue()}{Wire(field)}",
        FieldInfo { IsPublic: true, IsStatic: true } field => $"{field.Name} = {field.GetValue(null)}",
        PropertyInfo property => property + (property.SetMethod is { IsPublic: true } ? " set" : "") + Wire(property),
        MethodInfo { IsSpecialName: false, IsPrivate: false } method => method.ToString(),
        _ => null,
    };

    private static string Wire(MemberInfo member) =>
        (member.GetCustomAttribute<RequestParameterAttribute>() is { } parameter ? $" [{parameter.Type} {parameter.Name}]" : "")
        + (member.GetCustomAttribute<JsonPropertyAttribute>() is { } json ? $" [{json.PropertyName}]" : "")
        + (member.GetCustomAttribute<StringValueAttribute>() is { } value ? $" [{value.Text}]" : "");
}
