using System.Buffers.Text;
using System.Text;
using FluentValidation;

namespace GmailPlatform.Application;

/// <summary>One page of a keyset-paged list.</summary>
/// <param name="NextPageToken">Opaque; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextPageToken)
{
    /// <summary>Makes a page of items that were read with one more than fits, which tells whether another page follows.</summary>
    public static Page<T> Of(IReadOnlyList<T> oneTooMany, int pageSize, Func<T, string> keyOf) => oneTooMany.Count <= pageSize
        ? new Page<T>(oneTooMany, null)
        : new Page<T>([.. oneTooMany.Take(pageSize)], PageRequest.TokenAfter(keyOf(oneTooMany[pageSize - 1])));
}

/// <summary>Where a page starts and how long it is.</summary>
public sealed record PageRequest(int PageSize, string? PageToken)
{
    public const int LargestPageSize = 500;
    public const int DefaultPageSize = 50;

    /// <summary>The key of the last item of the page before, or null at the start.</summary>
    public string? After => PageToken is null ? null : Decode(PageToken);

    /// <summary>Makes the token for the page that follows <paramref name="lastKey"/>.</summary>
    public static string TokenAfter(string lastKey) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(lastKey));

    internal static string? Decode(string token) =>
        token.Length is > 0 and <= 200 && Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : null;
}

internal static class PageRules
{
    /// <summary>Checks a page request whose keys have a given form.</summary>
    public static void RulesForPage<T>(this AbstractValidator<T> validator, Func<T, PageRequest> pageOf, Func<string, bool> isKey)
    {
        validator.RuleFor(request => pageOf(request).PageSize)
            .InclusiveBetween(1, PageRequest.LargestPageSize)
            .OverridePropertyName("pageSize");
        validator.RuleFor(request => pageOf(request).PageToken)
            .Must(token => token is null || (PageRequest.Decode(token) is { } key && isKey(key)))
            .WithMessage("Use the nextPageToken of an earlier answer as it is.")
            .OverridePropertyName("pageToken");
    }
}
