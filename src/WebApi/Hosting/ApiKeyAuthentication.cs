using System.Security.Claims;
using System.Text.Encodings.Web;
using GmailPlatform.Application;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting.Limits;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>Recognises <c>Authorization: Bearer gp_...</c> and <c>gpg_...</c> (RFC 6750 section 2.1); a key in the URL is not looked at.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IMediator mediator, ApiKeys keys, RefusedKeys refused, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string PermissionClaim = "permission";
    private const string TenantClaim = "tenant";
    private const string GrantClaim = "grant";
    private const string BearerPrefix = "Bearer ";

    /// <summary>Where the result handler finds why the key was refused.</summary>
    private static readonly object FailureItem = new();

    public static Failure? FailureOf(HttpContext http) => http.Items[FailureItem] as Failure;

    /// <summary>Null for a key that has the permission.</summary>
    public static Failure? RefusalOf(ClaimsPrincipal user, string permission) =>
        user.HasClaim(PermissionClaim, permission) ? null : TenancyFailures.MissingPermission(permission);

    public static Caller CallerOf(ClaimsPrincipal user) => new(
        new TenantId(Guid.Parse(user.FindFirstValue(TenantClaim)!)),
        Actor.ApiKey(user.FindFirstValue(ClaimTypes.NameIdentifier)!));

    /// <summary>The grant that the key is bound to; a failure for a tenant's key, which names none.</summary>
    public static Result<Guid> GrantOf(ClaimsPrincipal user) =>
        user.FindFirstValue(GrantClaim) is { } grant ? Guid.Parse(grant) : TenancyFailures.NotBoundToGrant;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers[HeaderNames.Authorization].ToString();
        if (!header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return AuthenticateResult.NoResult();
        }

        var token = header.AsMemory(BearerPrefix.Length).Trim();
        if (keys.Recall(token.Span, clock.GetUtcNow()) is { } cached)
        {
            return Admit(cached.Key);
        }

        if (!refused.MayTry(Context))
        {
            return Refuse(LimitFailures.RefusedKeys);
        }

        var result = await mediator.Send(new AuthenticateApiKey(new Secret(token.ToString())), Context.RequestAborted);
        return result.Succeeded(out var key, out var failure) ? Admit(key) : Refuse(refused.TryCount(Context) ? failure : LimitFailures.RefusedKeys);
    }

    private AuthenticateResult Admit(ApiKey key)
    {
        if (key.GrantId is { } bound && !OpenToGrantKeys.Admits(Context, bound))
        {
            return Refuse(TenancyFailures.BoundToGrant);
        }

        var identity = new ClaimsIdentity(SchemeName);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, key.Id));
        identity.AddClaim(new Claim(TenantClaim, key.TenantId.ToString()));
        if (key.GrantId is { } grant)
        {
            identity.AddClaim(new Claim(GrantClaim, grant.ToString()));
        }

        identity.AddClaims(key.Permissions.Select(permission => new Claim(PermissionClaim, permission)));
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private AuthenticateResult Refuse(Failure failure)
    {
        Context.Items[FailureItem] = failure;
        return AuthenticateResult.Fail(failure.Code);
    }
}

/// <summary>Answers refusals as problems.</summary>
internal sealed class AuthorizationProblems(RefusedKeys refused, RefusedKeyLog log) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        if (policy.AuthenticationSchemes.Contains(ConsolePolicies.Scheme))
        {
            return RefusePersonAsync(context, authorizeResult.Forbidden);
        }

        if (authorizeResult.Forbidden)
        {
            var missing = policy.Requirements.OfType<PermissionRequirement>().First();
            return context.WriteProblemAsync(TenancyFailures.MissingPermission(missing.Permission));
        }

        var failure = ApiKeyAuthentication.FailureOf(context) ?? (refused.TryCount(context) ? TenancyFailures.Unauthenticated : LimitFailures.RefusedKeys);
        log.Report(context, failure.Code);
        if (failure.Kind is not FailureKind.RateLimited)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        return context.WriteProblemAsync(failure);
    }

    /// <summary>Somebody who opens a page without a session is led to the sign-in, and from there to the page.</summary>
    private static Task RefusePersonAsync(HttpContext context, bool isSignedIn)
    {
        if (isSignedIn)
        {
            return context.WriteProblemAsync(ConsoleFailures.Forbidden);
        }

        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || !request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return context.WriteProblemAsync(ConsoleFailures.SignedOut);
        }

        context.Response.Redirect(QueryHelpers.AddQueryString("/console/sign-in", "returnUrl", request.PathBase + request.Path + request.QueryString));
        return Task.CompletedTask;
    }
}

/// <summary>Asks for a permission of the API key.</summary>
internal sealed class PermissionRequirement(string permission) : AuthorizationHandler<PermissionRequirement>, IAuthorizationRequirement
{
    public string Permission => permission;

    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, PermissionRequirement requirement)
    {
        if (context.User.HasClaim(ApiKeyAuthentication.PermissionClaim, requirement.Permission))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

internal static class ApiKeyAuthenticationSetup
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services)
    {
        services.AddAuthentication(ApiKeyAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, configureOptions: null);
        services.AddAuthorization();
        services.AddSingleton<RefusedKeyLog>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AuthorizationProblems>();
        return services;
    }

    /// <summary>Lets in any API key, of whatever tenant.</summary>
    public static TBuilder RequireApiKey<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.RequireAuthenticatedUser().AddAuthenticationSchemes(ApiKeyAuthentication.SchemeName));

    /// <summary>Lets in API keys with this permission only.</summary>
    public static TBuilder RequirePermission<TBuilder>(this TBuilder endpoint, string permission)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.RequireAuthorization(policy => policy.AddRequirements(new PermissionRequirement(permission)).AddAuthenticationSchemes(ApiKeyAuthentication.SchemeName));
}
