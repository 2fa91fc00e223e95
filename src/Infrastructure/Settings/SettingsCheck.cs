using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace GmailPlatform.Infrastructure.Settings;

/// <summary>Finds settings below our sections that nothing reads, and values that cannot be read: each would else be ignored, or end in a stack trace.</summary>
/// <param name="configuration">All of it.</param>
public sealed class SettingsCheck(IConfiguration configuration)
{
    /// <summary>Longer than any limit makes sense, and shorter than what timers take: "30" alone is 30 days.</summary>
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(24);

    private readonly List<string> _errors = [];

    /// <summary>One line for each error, none when all is well.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>Checks a section against the type that it is bound to, and names of it that are read in other ways.</summary>
    public SettingsCheck Section(string section, Type options, params string[] others)
    {
        Check(configuration.GetSection(section), options, others);
        return this;
    }

    /// <summary>Throws a <see cref="ConfigurationException"/> with a line for each error.</summary>
    public void ThrowOnErrors()
    {
        if (_errors.Count > 0)
        {
            throw new ConfigurationException(string.Join('\n', _errors));
        }
    }

    private void Check(IConfigurationSection section, Type type, params IReadOnlyList<string> others)
    {
        if (ElementOf(type) is { } element)
        {
            foreach (var child in section.GetChildren())
            {
                Check(child, element);
            }

            return;
        }

        if (IsValue(type))
        {
            CheckValue(section, type);
            return;
        }

        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite).ToList();
        var bound = section.GetChildren().Where(child => !others.Contains(child.Key, StringComparer.OrdinalIgnoreCase)
            && !SecretFiles.Settings.Contains(child.Path, StringComparer.OrdinalIgnoreCase));
        foreach (var child in bound)
        {
            if (properties.Find(property => string.Equals(property.Name, child.Key, StringComparison.OrdinalIgnoreCase)) is { } property)
            {
                Check(child, property.PropertyType);
            }
            else
            {
                _errors.Add(Unknown(child, [.. properties.Select(each => each.Name), .. others]));
            }
        }
    }

    private void CheckValue(IConfigurationSection setting, Type type)
    {
        if (setting.Value is not { Length: > 0 } text || type == typeof(string))
        {
            return;
        }

        var value = Convert(type, text);
        // None at all is a choice only where the setting may be left out for another default.
        var shortest = Nullable.GetUnderlyingType(type) is null ? TimeSpan.FromTicks(1) : TimeSpan.Zero;
        if (value is null || (value is TimeSpan span && (span < shortest || span > LongestSpan)))
        {
            _errors.Add($"{setting.Path} must be {Describe(type)}, not '{text}'.");
        }
    }

    private static object? Convert(Type type, string text)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromString(null, CultureInfo.InvariantCulture, text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }

    private static string Unknown(IConfigurationSection setting, IReadOnlyList<string> known)
    {
        var closest = known.MinBy(name => Distance(name, setting.Key))!;
        var hint = Distance(closest, setting.Key) <= Math.Max(2, setting.Key.Length / 3)
            ? $"Did you mean {setting.Path[..^setting.Key.Length]}{closest}?"
            : $"There are: {string.Join(", ", known.Order(StringComparer.Ordinal))}.";
        return $"{setting.Path} is not a setting. {hint}";
    }

    private static string Describe(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var span when span == typeof(TimeSpan) => "a time span such as 00:00:30 for 30 seconds, at most 24 days",
        var flag when flag == typeof(bool) => "true or false",
        { IsEnum: true } choice => $"one of {string.Join(", ", Enum.GetNames(choice))}",
        _ => "a whole number",
    };

    private static bool IsValue(Type type) => type.IsValueType || type == typeof(string);

    /// <summary>What a list or a dictionary holds; null for anything else.</summary>
    private static Type? ElementOf(Type type) => type.IsArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>) ? type.GetGenericArguments()[1]
        : type.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(type) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>Levenshtein's, without regard to case.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + cost));
            }
        }

        return row[b.Length];
    }
}
