using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>Changes to commit, decided by the domain.</summary>
internal static class Grants
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly Actor Actor = new("test");
    private static readonly ScopeSet Scopes = ScopeSet.Of(ScopeSet.OpenId, ScopeSet.GmailReadonly);

    public static TenantId ATenant() => TenantId.New(Now);

    /// <summary>Connects a person; nobody else is called so.</summary>
    public static GrantChange Connection(TenantId tenant, string? email = null, string? subject = null)
    {
        var exchanged = new CodeExchanged(Scopes, Scopes, RefreshTokenReceived: true, IdentitySource.IdToken, LatencyMilliseconds: 12, Now);
        var events = Decided(Grant.Connect(Guid.CreateVersion7(), exchanged, Facts("refresh-1"), Now));
        return new GrantChange(tenant, Actor, Before: null, events)
        {
            Key = GrantKey.Generate(),
            Tokens = Tokens(1),
            Account = new GoogleAccount(subject ?? Guid.NewGuid().ToString("N"), email ?? "person@example.com", "Test Person"),
        };
    }

    /// <summary>Stores a token set of the next generation.</summary>
    public static GrantChange Refreshed(this HeldGrant held, TenantId tenant)
    {
        var events = Decided(held.Grant.Refresh(held.Grant.Generation, Facts(refreshToken: null), latencyMilliseconds: 34, Now));
        return new GrantChange(tenant, Actor, held.Grant, events) { Key = held.Key, Tokens = Tokens(held.Grant.Generation + 1) };
    }

    public static GrantChange Failed(this HeldGrant held, TenantId tenant, DateTimeOffset at) =>
        new(tenant, Actor, held.Grant, Decided(held.Grant.FailRefresh(held.Grant.Generation, GrantFailures.GoogleUnavailable, jitter: 0, at)));

    public static GrantChange Erased(this HeldGrant held, TenantId tenant) =>
        new(tenant, Actor, held.Grant, Decided(held.Grant.Erase(Now))) { Key = held.Key, ErasePerson = true };

    public static GrantChange RevocationConfirmed(this HeldGrant held, TenantId tenant) =>
        new(tenant, Actor, held.Grant, Decided(held.Grant.ConfirmRevocation(Now))) { DeleteTokens = true };

    public static async Task<Guid> ConnectAsync(this IGrantStore store, TenantId tenant, string? email = null)
    {
        var change = Connection(tenant, email);
        (await store.TryCommitAsync(change, CancellationToken.None)).Should().BeTrue();
        return change.After.Id;
    }

    /// <summary>A grant that is there.</summary>
    public static async Task<HeldGrant> HoldAsync(this IGrantStore store, TenantId tenant, Guid grantId) =>
        (await store.HoldAsync(tenant, grantId, CancellationToken.None))!;

    public static HeldTokens Tokens(int generation) => new(new Secret("1//0refresh"), new Secret($"ya29.access-{generation}"));

    private static CredentialFacts Facts(string? refreshToken) => new(Scopes, Now.AddHours(1), "0011223344556677", refreshToken, RefreshTokenExpiresAt: null);

    private static IReadOnlyList<GrantEvent> Decided(Result<IReadOnlyList<GrantEvent>> decision) =>
        decision.Succeeded(out var events, out var failure) ? events : throw new InvalidOperationException(failure.Code);
}
