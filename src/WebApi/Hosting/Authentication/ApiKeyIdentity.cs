using System.Runtime.CompilerServices;
using System.Security.Claims;
using GmailPlatform.Application;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.WebApi.Hosting.Authentication;

/// <summary>What an API key says about a request's caller: claims for ASP.NET Core, and the same as values.</summary>
internal sealed class ApiKeyIdentity : ClaimsIdentity
{
    public const string PermissionClaim = "permission";

    private static readonly ConditionalWeakTable<ApiKey, ClaimsPrincipal> Principals = [];

    private ApiKeyIdentity(ApiKey key)
        : base(ApiKeyAuthentication.SchemeName)
    {
        Caller = new Caller(new TenantId(key.TenantId), Domain.Actor.ApiKey(key.Id));
        (KeyId, GrantId) = (key.Id, key.GrantId);
        AddClaim(new Claim(ClaimTypes.NameIdentifier, key.Id));
        AddClaims(key.Permissions.Select(permission => new Claim(PermissionClaim, permission)));
    }

    public Caller Caller { get; }

    public string KeyId { get; }

    /// <summary>The grant that the key is bound to; null for a tenant's key.</summary>
    public Guid? GrantId { get; }

    /// <summary>The key's user, shared by its requests: never change it.</summary>
    public static ClaimsPrincipal PrincipalOf(ApiKey key) => Principals.GetValue(key, static key => new ClaimsPrincipal(new ApiKeyIdentity(key)));

    /// <summary>The identity of a user who was authenticated with an API key.</summary>
    public static ApiKeyIdentity Of(ClaimsPrincipal user) => (ApiKeyIdentity)user.Identity!;
}
