using System.Runtime.CompilerServices;
using GmailPlatform.Application.Tenancy;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;

namespace GmailPlatform.WebApi.Hosting.Authentication;

/// <summary>
/// Admits a request whose API key is cached and has all that its endpoint's authorization policies ask for. Every other request, in
/// particular one to be refused, goes through ASP.NET Core's authentication and authorization, which admit the same requests at several times the cost.
/// </summary>
internal sealed class CachedKeyAdmission(ApiKeys keys, TimeProvider clock)
{
    private static readonly ConditionalWeakTable<Endpoint, AdmissionRule> Rules = [];

    /// <summary>Sets the request's user, and returns true, for a request that needs no further check.</summary>
    public bool TryAdmit(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint
            || Rules.GetValue(endpoint, AdmissionRule.Of).Permissions is not { } permissions
            || ApiKeyAuthentication.TokenOf(http.Request) is not { } token
            || keys.Recall(token.Span, clock.GetUtcNow())?.Key is not { } key
            || !Array.TrueForAll(permissions, key.Permissions.Contains)
            || !ApiKeyAuthentication.Reaches(http, key))
        {
            return false;
        }

        http.User = ApiKeyIdentity.PrincipalOf(key);
        return true;
    }

    /// <summary>What an endpoint's policies ask of an API key.</summary>
    /// <param name="Permissions">Null where they ask for anything but permissions of an API key.</param>
    private sealed record AdmissionRule(string[]? Permissions)
    {
        public static AdmissionRule Of(Endpoint endpoint)
        {
            var (metadata, policies) = (endpoint.Metadata, endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>());
            return new AdmissionRule(
                policies.Count > 0
                && policies.All(IsOfApiKeys)
                && metadata.GetOrderedMetadata<IAuthorizeData>().All(IsDefault)
                && metadata.GetMetadata<IAllowAnonymous>() is null
                && metadata.GetMetadata<IAuthorizationRequirementData>() is null
                    ? [.. policies.SelectMany(policy => policy.Requirements).OfType<PermissionRequirement>().Select(requirement => requirement.Permission)]
                    : null);
        }

        private static bool IsOfApiKeys(AuthorizationPolicy policy) =>
            policy.AuthenticationSchemes is [ApiKeyAuthentication.SchemeName]
            && policy.Requirements.All(requirement => requirement is PermissionRequirement or DenyAnonymousAuthorizationRequirement);

        /// <summary>The default policy asks for an authenticated user, which each key's is.</summary>
        private static bool IsDefault(IAuthorizeData data) => data is { Policy: null, Roles: null, AuthenticationSchemes: null };
    }
}

internal static class CachedKeyAdmissionSetup
{
    /// <summary>Adds ASP.NET Core's authentication and authorization, which <see cref="CachedKeyAdmission" /> bypasses.</summary>
    public static IApplicationBuilder UseAuthenticationAndAuthorization(this IApplicationBuilder app)
    {
        var admission = app.ApplicationServices.GetRequiredService<CachedKeyAdmission>();
        RequestDelegate? authorized = null;
        app.Use(next => http => admission.TryAdmit(http) ? authorized!(http) : next(http));
        app.UseAuthentication();
        app.UseAuthorization();
        // Pipelines are built from their end, so this is set before the first request.
        return app.Use(next => authorized = next);
    }
}
