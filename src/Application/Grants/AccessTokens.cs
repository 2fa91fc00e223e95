using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>An access token in this node's memory, with the finished answer that hands it out. A class, since records print what they hold.</summary>
public sealed class HeldAccessToken(TenantId tenant, Guid grantId, AccessToken token)
{
    /// <summary>A renewal that was asked for is asked for again only after this long.</summary>
    private static readonly TimeSpan RenewalPause = TimeSpan.FromSeconds(30);

    private byte[]? _answer;
    private long _nextRenewal;

    public TenantId Tenant => tenant;

    public Guid GrantId => grantId;

    public AccessToken Token => token;

    /// <summary>The bytes that answer with this token; written once. Writers who meet write the same.</summary>
    public byte[] AnswerBy(Func<AccessToken, byte[]> write) => Volatile.Read(ref _answer) ?? (_answer = write(token));

    /// <summary>True for one caller, once the token runs out within minutes, and then not for a while.</summary>
    internal bool IsToBeRenewed(DateTimeOffset now)
    {
        var next = Volatile.Read(ref _nextRenewal);
        return token.EndsWithin(RefreshAhead.Ahead, now)
            && now.UtcTicks >= next
            && Interlocked.CompareExchange(ref _nextRenewal, (now + RenewalPause).UtcTicks, next) == next;
    }
}

/// <summary>
/// The access tokens in use, in this node's memory: handing out a good one asks no database and unseals nothing. Other nodes' routine
/// refreshes are not heard of, since the older token stays good; whatever else ends or replaces a token drops it.
/// </summary>
public sealed class AccessTokens
{
    /// <summary>At about two kilobytes each.</summary>
    private const int Capacity = 50_000;

    private const int GuidLength = 36;

    private readonly NodeCache<HeldAccessToken> _held;
    private readonly IGrantStore _grants;
    private readonly CredentialUses _uses;
    private readonly RenewalQueue _renewals;
    private readonly TimeProvider _clock;

    public AccessTokens(IGrantStore grants, ChangeFeed feed, CredentialUses uses, RenewalQueue renewals, TimeProvider clock)
    {
        (_grants, _uses, _renewals, _clock) = (grants, uses, renewals, clock);
        _held = new NodeCache<HeldAccessToken>(feed, Change.GrantTopic, Capacity);
    }

    /// <summary>Hands out a token that lasts, out of memory alone; null where that takes more.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="grantId">The grant.</param>
    /// <param name="minValidity">How long the token must stay valid.</param>
    /// <param name="now">The present moment.</param>
    public HeldAccessToken? Vend(Caller caller, Guid grantId, TimeSpan minValidity, DateTimeOffset now)
    {
        Span<char> key = stackalloc char[GuidLength];
        grantId.TryFormat(key, out _);
        return _held.Find(key) is { } held && held.Tenant == caller.Tenant ? Vend(held, caller, minValidity, now) : null;
    }

    /// <summary>The scopes of a usable grant whose token this node caches; null says nothing of the grant.</summary>
    public ScopeSet? FindScopes(TenantId tenant, Guid grantId) =>
        _held.Find(grantId.ToString()) is { } cached && cached.Tenant == tenant ? cached.Token.Scopes : null;

    /// <summary>Hands out a token that lasts, out of memory or else out of the database; null where it takes more than that.</summary>
    public async Task<HeldAccessToken?> VendAsync(Caller caller, Guid grantId, TimeSpan minValidity, CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        if (Vend(caller, grantId, minValidity, now) is { } vended)
        {
            return vended;
        }

        var key = grantId.ToString();
        var beforeReading = _held.BeforeReading(key);
        if (await _grants.FindAccessTokenAsync(caller.Tenant, grantId, ct) is not { } token)
        {
            return null;
        }

        var held = new HeldAccessToken(caller.Tenant, grantId, token);
        _held.Hold(key, held, beforeReading);
        return Vend(held, caller, minValidity, now);
    }

    /// <summary>Forgets a grant's token: there is, or may be, a newer one.</summary>
    internal void Drop(Guid grantId) => _held.Drop(grantId.ToString());

    /// <summary>Notes that a caller was given a token in another way.</summary>
    internal void CountUse(Caller caller, Guid grantId) => _uses.Count(caller, grantId, _clock.GetUtcNow());

    private HeldAccessToken? Vend(HeldAccessToken held, Caller caller, TimeSpan minValidity, DateTimeOffset now)
    {
        if (!held.Token.Lasts(minValidity, now))
        {
            return null;
        }

        if (held.IsToBeRenewed(now))
        {
            _renewals.Add(new RefreshAhead(held.Tenant, held.GrantId, held.Token.Generation));
        }

        _uses.Count(caller, held.GrantId, now);
        return held;
    }
}
