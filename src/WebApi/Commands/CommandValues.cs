using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace GmailPlatform.WebApi.Commands;

/// <summary>Arguments and options whose values are parsed here: a value that cannot be parsed is answered with what is expected instead of a .NET type.</summary>
internal static class CommandValues
{
    private const int LongestShown = 100;

    public static Argument<Guid> Id(string name, string description) =>
        new(name) { Description = description, CustomParser = result => ParseId(result) ?? Guid.Empty };

    public static Option<Guid> RequiredId(string name, string description) =>
        new(name) { Description = description, Required = true, CustomParser = result => ParseId(result) ?? Guid.Empty };

    public static Option<Guid?> OptionalId(string name, string description) => new(name) { Description = description, CustomParser = ParseId };

    public static Option<string> RequiredFile(string name, string description) => new(name) { Description = description, Required = true, CustomParser = ParseFile };

    public static Option<string?> OptionalFile(string name, string description) => new(name) { Description = description, CustomParser = ParseFile };

    public static Option<DateTimeOffset?> OptionalTime(string name, string description) => new(name) { Description = description, CustomParser = ParseTime };

    public static Option<int?> OptionalNumber(string name, string description) => new(name) { Description = description, CustomParser = ParseNumber };

    /// <summary>An argument that is checked and never repeated, because a secret may have been given in its place.</summary>
    public static Argument<string> NotEchoed(string name, string description, Func<string, bool> isValid, string expected) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (!isValid(Text(result)))
            {
                result.AddError($"<{name}> must be {expected}.");
            }

            return Text(result);
        },
    };

    /// <summary>An unset variable of a shell is an empty name.</summary>
    private static string ParseFile(ArgumentResult result)
    {
        if (string.IsNullOrWhiteSpace(Text(result)) || Text(result).Contains('\0', StringComparison.Ordinal))
        {
            result.AddError($"{NameOf(result)} must be the name of a file.");
        }

        return Text(result);
    }

    private static Guid? ParseId(ArgumentResult result) =>
        Guid.TryParseExact(Text(result), "D", out var id) ? id : Refuse<Guid>(result, "an id, such as 0198c0de-7000-7000-8000-0123456789ab");

    private static DateTimeOffset? ParseTime(ArgumentResult result) =>
        DateTimeOffset.TryParse(Text(result), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : Refuse<DateTimeOffset>(result, "a time, such as 2027-01-31T00:00:00Z");

    private static int? ParseNumber(ArgumentResult result) =>
        int.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Refuse<int>(result, "a whole number");

    private static T? Refuse<T>(ArgumentResult result, string expected)
        where T : struct
    {
        var text = Text(result);
        result.AddError($"{NameOf(result)} must be {expected}, not '{(text.Length <= LongestShown ? text : text[..LongestShown] + "...")}'.");
        return null;
    }

    private static string NameOf(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : $"<{result.Argument.Name}>";

    private static string Text(ArgumentResult result) => result.Tokens is [var token] ? token.Value : "";
}
