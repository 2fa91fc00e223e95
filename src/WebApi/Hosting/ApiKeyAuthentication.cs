using System.Security.Claims;
using System.Text.Encodings.Web;
using GmailPlatform.Application;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting.Authentication;
using GmailPlatform.WebApi.Hosting.Limits;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>Recognises <c>Authorization: Bearer gp_...</c> and <c>gpg_...</c> (RFC 6750 section 2.1); a key in the URL is not looked at.</summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IMediator mediator, ApiKeys keys, RefusedKeys refused, TimeProvider clock)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string PermissionClaim = ApiKeyIdentity.PermissionClaim;
    private const string BearerPrefix = "Bearer ";

    /// <summary>Where the result handler finds why the key was refused.</summary>
    private static readonly object FailureItem = new();

    public static Failure? FailureOf(HttpContext http) => http.Items[FailureItem] as Failure;

    /// <summary>Null for a key that has the permission.</summary>
    public static Failure? RefusalOf(ClaimsPrincipal user, string permission) =>
        user.HasClaim(PermissionClaim, permission) ? null : TenancyFailures.MissingPermission(permission);

    public static Caller CallerOf(ClaimsPrincipal user) => ApiKeyIdentity.Of(user).Caller;

    /// <summary>The grant that the key is bound to; a failure for a tenant's key, which names none.</summary>
    public static Result<Guid> GrantOf(ClaimsPrincipal user) =>
        ApiKeyIdentity.Of(user).GrantId is { } grant ? grant : TenancyFailures.NotBoundToGrant;

    /// <summary>The bearer token of a request; null for none.</summary>
    public static ReadOnlyMemory<char>? TokenOf(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase) ? header.AsMemory(BearerPrefix.Length).Trim() : null;
    }

    /// <summary>Whether the key may make this request: one that is bound to a grant has access to that grant alone.</summary>
    public static bool Reaches(HttpContext http, ApiKey key) => key.GrantId is not { } bound || OpenToGrantKeys.Admits(http, bound);

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (TokenOf(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

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

    private AuthenticateResult Admit(ApiKey key) => Reaches(Context, key)
        ? AuthenticateResult.Success(new AuthenticationTicket(ApiKeyIdentity.PrincipalOf(key), SchemeName))
        : Refuse(TenancyFailures.BoundToGrant);

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
        // The check misses requests that CachedKeyAdmission has authorized; all endpoints are behind UseAuthenticationAndAuthorization.
        services.Configure<RouteOptions>(options => options.SuppressCheckForUnhandledSecurityMetadata = true);
        services.AddSingleton<CachedKeyAdmission>();
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
