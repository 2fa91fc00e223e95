using GmailPlatform.Application;
using Marten;

namespace GmailPlatform.Infrastructure.Store.Authentic;

/// <summary>Reads of authenticated documents.</summary>
internal static class AuthenticReads
{
    private static readonly AsyncLocal<bool> Skips = new();

    /// <summary>Whether the current read skips forged rows instead of failing.</summary>
    public static bool SkipForged => Skips.Value;

    /// <summary>A list without its forged rows, which are logged: one of them must not hide the others.</summary>
    public static async Task<IReadOnlyList<T>> ToAuthenticListAsync<T>(this IQueryable<T> query, CancellationToken ct)
        where T : class
    {
        Skips.Value = true;
        return [.. (await query.ToListAsync(ct)).Where(document => document is not null)];
    }

    /// <summary>Rejects an authentic document in another document's row: the code covers the document's own id, while queries find the row's.</summary>
    public static T? At<T>(this T? document, object rowId, Func<T, object> idOf)
        where T : class => document is null || idOf(document).Equals(rowId) ? document : throw new ForgedDataException(typeof(T).Name, rowId.ToString()!);
}
