using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.Testing;

/// <summary>A person of a crowd who consented in the sandbox and whose tokens a tenant holds.</summary>
public sealed record CrowdGrant(string Id, string Email, string Subject, string RefreshToken);

/// <summary>Connects many accounts at once: consent in bulk, then the use case that a callback ends with.</summary>
public static class Crowd
{
    private static readonly ParallelOptions AFewAtATime = new() { MaxDegreeOfParallelism = 8 };

    /// <summary>Connects that many new people to a tenant.</summary>
    /// <param name="services">The platform's use cases.</param>
    /// <param name="google">Where the people live.</param>
    /// <param name="tenant">Whose grants they become.</param>
    /// <param name="people">How many.</param>
    /// <param name="validFor">How long the platform believes the access tokens valid; null: as long as Google says. Zero: they have run out.</param>
    public static async Task<IReadOnlyList<CrowdGrant>> ConnectCrowdAsync(
        this IServiceProvider services, GoogleControl google, TenantId tenant, int people, TimeSpan? validFor = null)
    {
        var consents = await google.ConsentOfManyAsync(people);
        var grants = new CrowdGrant[people];
        await Parallel.ForAsync(0, people, AFewAtATime, async (index, _) =>
            grants[index] = await ConnectAsync(services, tenant, consents[index], validFor));
        return grants;
    }

    private static async Task<CrowdGrant> ConnectAsync(IServiceProvider services, TenantId tenant, ConsentedPerson person, TimeSpan? validFor)
    {
        var scopes = ScopeSet.Parse(person.Scope);
        var expiresAt = services.GetRequiredService<TimeProvider>().GetUtcNow() + (validFor ?? TimeSpan.FromSeconds(person.ExpiresIn));
        var tokens = new TokenSet(new Secret(person.AccessToken), new Secret(person.RefreshToken), expiresAt, scopes, IdToken: null, RefreshTokenExpiresAt: null);
        var identity = new Identity(new GoogleAccount(person.Sub, person.Email, person.Name), IdentitySource.UserInfo, HostedDomain: null);
        var connected = await services.SendAsync(new StoreCredentials(
            new Caller(tenant, Actor.User), identity, tokens, scopes, GrantId: null, ReturnUrl: null, TimeSpan.Zero));
        return new CrowdGrant(connected.Id.ToString(), person.Email, person.Sub, person.RefreshToken);
    }
}
