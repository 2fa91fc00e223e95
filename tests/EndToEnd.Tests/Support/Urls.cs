using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.EndToEnd.Tests;

internal static class Urls
{
    /// <summary>The query of a URL, each parameter once.</summary>
    public static IReadOnlyDictionary<string, string> QueryOf(string url) =>
        QueryHelpers.ParseQuery(new Uri(url).Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);

    /// <summary>The same URL with one parameter of another value, or without it.</summary>
    public static string With(string url, string parameter, string? value)
    {
        var query = QueryOf(url).Where(pair => pair.Key != parameter).Append(KeyValuePair.Create(parameter, value!)).Where(pair => pair.Value is not null);
        return QueryHelpers.AddQueryString(new Uri(url).GetLeftPart(UriPartial.Path), query!);
    }
}
