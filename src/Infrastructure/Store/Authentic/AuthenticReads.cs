using GmailPlatform.Application;
using Marten;

namespace GmailPlatform.Infrastructure.Store.Authentic;

/// <summary>Reads of authenticated documents.</summary>
internal static class AuthenticReads
{
    private static readonly AsyncLocal<bool> Skips = new();

    /// <summary>Whether the read under way leaves out forged rows instead of failing.</summary>
    public static bool SkipForged => Skips.Value;

    /// <summary>A list without its forged rows, which the log names: one of them must not keep the others from being seen.</summary>
    public static async Task<IReadOnlyList<T>> ToAuthenticListAsync<T>(this IQueryable<T> query, CancellationToken ct)
        where T : class
    {
        Skips.Value = true;
        return [.. (await query.ToListAsync(ct)).Where(document => document is not null)];
    }

    /// <summary>Refuses an authentic document in the row of another one: the code binds the document's own id, a query finds the row's.</summary>
    public static T? At<T>(this T? document, object rowId, Func<T, object> idOf)
        where T : class => document is null || idOf(document).Equals(rowId) ? document : throw new ForgedDataException(typeof(T).Name, rowId.ToString()!);
}
