using System.Security.Claims;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Grants.Pages;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Hosting.Requests;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.WebApi.Grants;

/// <summary>The consent flow: the API call that starts it, and what its person sees in the browser.</summary>
internal static class AuthorizationEndpoints
{
    /// <summary>A person reads also what goes wrong before the use case, such as an outage.</summary>
    private static readonly AnswersWithPages Pages = new((http, failure, statusCode) => http.ConsentFailure(failure, statusCode).ExecuteAsync(http));

    public static IEndpointRouteBuilder MapAuthorizations(this IEndpointRouteBuilder app)
    {
        app.MapPost("/v1/authorizations", StartAuthorizationAsync).WithTags("Authorizations")
            .Named("StartAuthorization", "Starts a consent and answers where to send the person.")
            .RequirePermission(Permission.GrantsWrite);
        app.MapGet("/v1/authorizations/{id:guid}", GetAuthorizationAsync).WithTags("Authorizations")
            .Named("GetAuthorization", "The status of an authorization, available for a day. Compare its state with the one in your user's session before you trust a return URL.")
            .RequirePermission(Permission.GrantsRead);
        app.MapGet("/connect/{id?}", OpenAuthorizationAsync).RefuseHead().WithName("OpenAuthorization").WithMetadata(Pages).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/connect/{id:guid}", RestartAuthorizationAsync).WithName("RestartAuthorization").WithMetadata(Pages).AllowAnonymous().ExcludeFromDescription();
        app.MapPost("/connect/{id:guid}/google", BindAuthorizationAsync).WithName("BindAuthorization").WithMetadata(Pages).AllowAnonymous().ExcludeFromDescription();
        app.MapGet("/oauth/google/callback", CompleteAuthorizationAsync).RefuseHead().RefuseSpeculation().WithName("CompleteAuthorization").WithMetadata(Pages).AllowAnonymous().ExcludeFromDescription();
        return app;
    }

    private static async Task<Results<Created<AuthorizationResponse>, ProblemHttpResult>> StartAuthorizationAsync(
        StartAuthorizationRequest body, ClaimsPrincipal user, IMediator mediator, PublicAddress address, CancellationToken ct)
    {
        var command = new StartAuthorization(
            ApiKeyAuthentication.CallerOf(user), body.Scopes, body.LoginHint, body.ReturnUrl, Secret.From(body.State), body.GrantId)
        {
            HostedDomain = body.HostedDomain,
        };
        var result = await mediator.Send(command, ct);
        if (!result.Succeeded(out var started, out var failure))
        {
            return failure.ToProblem();
        }

        var connectUrl = address.Of($"/connect/{started.Id}");
        return TypedResults.Created(connectUrl, new AuthorizationResponse(started.Id, started.AuthorizationUrl, connectUrl, started.ExpiresAt));
    }

    private static async Task<Results<Ok<AuthorizationStatusResponse>, ProblemHttpResult>> GetAuthorizationAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        var result = await mediator.Send(new GetAuthorization(ApiKeyAuthentication.CallerOf(user), id), ct);
        return result.Succeeded(out var details, out var failure) ? TypedResults.Ok(AuthorizationStatusResponse.Of(details)) : failure.ToProblem();
    }

    private static async Task<IResult> OpenAuthorizationAsync(HttpContext http, IMediator mediator, CancellationToken ct, string? id = null)
    {
        // Links get cut off on their way: a person who follows the rest of one gets a page as well.
        if (!Guid.TryParse(id, out var authorizationId))
        {
            return http.ConsentFailure(GrantFailures.UnknownState);
        }

        var result = await mediator.Send(new OpenAuthorization(authorizationId), ct);
        return result.Succeeded(out var page, out var failure) ? PageResults.Page<ConnectPage>(new { Authorization = page }) : http.ConsentFailure(failure);
    }

    private static async Task<IResult> BindAuthorizationAsync(Guid id, HttpContext http, IMediator mediator, BrowserBinding cookies, CancellationToken ct)
    {
        var binding = cookies.Read(http, id) ?? Secret.Random();
        var result = await mediator.Send(new BindAuthorization(id, binding), ct);
        if (!result.Succeeded(out var bound, out var failure))
        {
            return http.ConsentFailure(failure);
        }

        if (bound.AuthorizationUrl is not { } url)
        {
            return SeeOther(http, id);
        }

        cookies.Write(http, id, binding);
        // The page leads on by itself.
        http.Response.Headers["Refresh"] = $"0; url={url}";
        return PageResults.Page<ToGooglePage>(new { Url = url });
    }

    /// <summary>303: the browser shows the page by GET, so that a reload repeats nothing.</summary>
    private static StatusCodeHttpResult SeeOther(HttpContext http, Guid id)
    {
        http.Response.Headers.Location = $"/connect/{id}";
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<IResult> RestartAuthorizationAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var result = await mediator.Send(new RestartAuthorization(id), ct);
        return result.Failure is { } failure ? http.ConsentFailure(failure) : SeeOther(http, id);
    }

    private static async Task<IResult> CompleteAuthorizationAsync(
        HttpContext http, IMediator mediator, BrowserBinding cookies, CancellationToken ct, string? state = null, string? code = null, string? error = null, string? iss = null)
    {
        var command = new CompleteAuthorization(new Secret(state ?? ""), Secret.From(code), error, iss, cookies.ReadAll(http));
        var result = await mediator.Send(command, ct);
        if (!result.Succeeded(out var completed, out var failure))
        {
            return http.ConsentFailure(failure);
        }

        if (completed.ReturnUrl is { } returnUrl)
        {
            return TypedResults.Redirect(ReturnTo(returnUrl, completed));
        }

        return completed.Grant is { } grant ? http.Connected(grant) : http.ConsentFailure(completed.Failure!);
    }

    /// <summary>The application's return URL, with how the consent ended and the application's own state.</summary>
    private static string ReturnTo(string returnUrl, CompletedAuthorization completed)
    {
        var query = new Dictionary<string, string?>
        {
            ["status"] = completed.Grant is null ? "failed" : "connected",
            ["authorizationId"] = completed.Id.ToString(),
            ["grantId"] = completed.Grant?.Id.ToString(),
            ["error"] = completed.Failure?.Code,
            ["reason"] = completed.Failure?.Reason,
            ["missingScopes"] = completed.Grant is { MissingScopes.Count: > 0 } partial ? string.Join(' ', partial.MissingScopes) : null,
            ["authorizationUrl"] = completed.Failure?.AuthorizationUrl ?? completed.Grant?.AuthorizationUrl,
            ["state"] = completed.ClientState?.Reveal(),
        };
        return QueryHelpers.AddQueryString(returnUrl, query.Where(pair => pair.Value is not null));
    }
}
