using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants.Contracts;

/// <summary>A grant's access token, good for the moment.</summary>
/// <param name="Generation">Says which token this is, for "newer than this one".</param>
public sealed record AccessToken(Secret Value, DateTimeOffset ExpiresAt, ScopeSet Scopes, int Generation)
{
    /// <summary>When a refresh brought it; null for a consent's token, whose lifetime says nothing of the next.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>
    /// Whether it is good for that long yet. Of a token whose whole lifetime is shorter, half of the lifetime is enough: the next one would not last longer.
    /// </summary>
    public bool Lasts(TimeSpan minValidity, DateTimeOffset now)
    {
        var left = ExpiresAt - now;
        return left > TimeSpan.Zero && (left >= minValidity || (Lifetime < minValidity && left >= Lifetime / 2));
    }

    /// <summary>Whether it is time to renew it: less than <paramref name="ahead"/> is left, or less than half of a lifetime that is shorter than twice that.</summary>
    public bool EndsWithin(TimeSpan ahead, DateTimeOffset now) => ExpiresAt - now is var left && left < ahead && !(left >= Lifetime / 2);

    private TimeSpan? Lifetime => ExpiresAt - IssuedAt;
}

/// <summary>Whose mailbox a grant opens.</summary>
public sealed record GrantAddress(string? Email);

/// <summary>What other modules may ask of grants.</summary>
public interface IGrantAccess
{
    /// <summary>A token valid for at least a minute that carries one of the scopes; else <c>insufficient_scope</c> with where to get the first of them.</summary>
    /// <param name="anyOf">Scopes that would do, the one that gives away least first.</param>
    Task<Result<AccessToken>> GetAccessTokenAsync(Caller caller, Guid grantId, IReadOnlyList<string> anyOf, CancellationToken ct);

    /// <summary>A token valid for at least a minute, whatever its scopes: Google's API judges them.</summary>
    Task<Result<AccessToken>> GetAccessTokenAsync(Caller caller, Guid grantId, CancellationToken ct);

    /// <summary>The address of the grant's account; null where Google did not tell it, or the person was erased.</summary>
    Task<Result<GrantAddress>> GetAddressAsync(Caller caller, Guid grantId, CancellationToken ct);

    /// <summary>
    /// Why a call with one of these scopes would be refused: an unknown grant, one that has ended, or <c>insufficient_scope</c>; null when it would not be.
    /// Refreshes nothing and counts as no use: it decides whether a request's body is worth reading.
    /// </summary>
    /// <param name="anyOf">Scopes that would do, the one that gives away least first.</param>
    Task<Failure?> FindRefusalAsync(Caller caller, Guid grantId, IReadOnlyList<string> anyOf, CancellationToken ct);

    /// <summary>
    /// A token newer than one that Google's API refused with a 401: a stored one, or a refreshed one. Callers on all nodes share
    /// the refresh. When Google refuses the refresh token, the grant's verdict is recorded and returned. <c>google_unavailable</c> while
    /// refreshes fail, and for 30 seconds after two refreshes in a row whose tokens the API refused.
    /// See <see cref="TokenRenewal"/> for the whole sequence.
    /// </summary>
    Task<Result<AccessToken>> ReplaceAccessTokenAsync(Caller caller, Guid grantId, AccessToken refused, CancellationToken ct);

    /// <summary>The answer when the API names scopes that the token lacks: says where to add them.</summary>
    Task<Failure> InsufficientScopeAsync(Caller caller, Guid grantId, ScopeSet missing, CancellationToken ct);

    /// <summary>Reports that the API accepted a token, which ends a series of refusals.</summary>
    void Accepted(Guid grantId, AccessToken accepted);

    /// <summary>
    /// The failure when the API refuses even a token that Google issued after the first 401: <c>google_unavailable</c>, since Google honours the
    /// grant; or why the grant vends no tokens, if it ended meanwhile. Does not change the grant.
    /// </summary>
    Task<Failure> RejectedAsync(Caller caller, Guid grantId, CancellationToken ct);
}
