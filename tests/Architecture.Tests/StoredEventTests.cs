using System.Reflection;
using System.Text.RegularExpressions;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Architecture.Tests;

public sealed partial class StoredEventTests
{
    private static readonly IReadOnlyList<Type> Events = [.. Layers.Domain.GetTypes().Where(type => type.IsSubclassOf(typeof(GrantEvent)))];

    [Fact]
    public void No_stored_event_holds_a_secret_at_any_depth()
    {
        Held().Should().NotBeEmpty();
        Held().Where(held => held.Type == typeof(Secret)).Select(held => held.Path).Should().BeEmpty();
    }

    [Fact]
    public void No_stored_event_holds_text_that_is_a_token_or_tells_who_the_person_is()
    {
        Held().Should().Contain(held => held.Type == typeof(string));
        Held().Where(held => held.Type == typeof(string) && Telling().IsMatch(held.Name) && !IsFingerprint(held.Name)).Select(held => held.Path)
            .Should().BeEmpty();
    }

    [Fact]
    public void Stored_events_are_sealed_and_never_change() =>
        Events.Should().NotBeEmpty().And.OnlyContain(type => type.IsSealed && type.GetProperties().All(IsInitOnly));

    /// <summary>Everything that an event holds, and what that holds.</summary>
    private static List<(string Path, string Name, Type Type)> Held()
    {
        var held = new List<(string, string, Type)>();
        foreach (var type in Events)
        {
            Collect(type, type.Name, [], held);
        }

        return held;
    }

    private static void Collect(Type type, string path, HashSet<Type> above, List<(string Path, string Name, Type Type)> held)
    {
        if (!above.Add(type))
        {
            return;
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(property => property.Name is not "EqualityContract"))
        {
            foreach (var part in PartsOf(property.PropertyType))
            {
                held.Add(($"{path}.{property.Name}", property.Name, part));
                if (part.Assembly == Layers.Domain && !part.IsEnum)
                {
                    Collect(part, $"{path}.{property.Name}", [.. above], held);
                }
            }
        }
    }

    /// <summary>A type, and the types that it is made of.</summary>
    private static IEnumerable<Type> PartsOf(Type type) => type.HasElementType
        ? PartsOf(type.GetElementType()!)
        : type.GetGenericArguments().SelectMany(PartsOf).Append(type);

    /// <summary>Keyed with the grant's own data key: says that two tokens are equal, and no more.</summary>
    private static bool IsFingerprint(string name) => name.EndsWith("Fingerprint", StringComparison.Ordinal);

    private static bool IsInitOnly(PropertyInfo property) =>
        property.SetMethod is null || property.SetMethod.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit));

    [GeneratedRegex("token|secret|e-?mail|address|name|subject|login|verifier|nonce", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Telling();
}
