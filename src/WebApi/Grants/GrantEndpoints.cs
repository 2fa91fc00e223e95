using System.Security.Claims;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Grants;

internal static class GrantEndpoints
{
    public static IEndpointRouteBuilder MapGrants(this IEndpointRouteBuilder app)
    {
        var grants = app.MapGroup("/v1/grants").WithTags("Grants");
        grants.MapPost("/", ExchangeCodeAsync).Named("ExchangeCode", "Connects an account by a code that the client obtained itself.")
            .RequirePermission(Permission.GrantsWrite);
        grants.MapGet("/", ListGrantsAsync).Named("ListGrants", "The tenant's grants, oldest first.").RequirePermission(Permission.GrantsRead);
        grants.MapGet("/{id:guid}", GetGrantAsync).Named("GetGrant", "One grant.").RequirePermission(Permission.GrantsRead).OpenToKeysOfTheGrant();
        grants.MapDelete("/{id:guid}", RevokeGrantAsync).Named("RevokeGrant", "Revokes a grant here and at Google; with erase=true also erases the person. 202 means that all is done here and Google has still to be told.")
            .RequirePermission(Permission.GrantsWrite);
        grants.MapGet("/{id:guid}/access-token", GetAccessTokenAsync).Named("GetAccessToken", "An access token, refreshed first where it would run out.")
            .RequirePermission(Permission.TokensRead)
            .OpenToKeysOfTheGrant();
        grants.MapPost("/{id:guid}/refresh", RefreshCredentialsAsync).Named("RefreshCredentials", "Forces a refresh and answers the new access token; concurrent calls share one.")
            .RequirePermission(Permission.TokensRead)
            .OpenToKeysOfTheGrant();
        return app;
    }

    private static async Task<Results<Created<ConnectedGrantResponse>, Ok<ConnectedGrantResponse>, ProblemHttpResult>> ExchangeCodeAsync(
        ExchangeCodeRequest body, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        var command = new ExchangeCode(
            ApiKeyAuthentication.CallerOf(user),
            new Secret(body.Code),
            body.RedirectUri,
            Secret.From(body.CodeVerifier),
            body.Scopes is null ? null : ScopeSet.Of(body.Scopes),
            Secret.From(body.State),
            body.GrantId);
        var result = await mediator.Send(command, ct);
        if (!result.Succeeded(out var grant, out var failure))
        {
            return failure.ToProblem();
        }

        var response = ConnectedGrantResponse.Of(grant);
        return grant.Created ? TypedResults.Created($"/v1/grants/{grant.Id}", response) : TypedResults.Ok(response);
    }

    private static async Task<Results<Ok<GrantListResponse>, ProblemHttpResult>> ListGrantsAsync(
        ClaimsPrincipal user, IMediator mediator, CancellationToken ct, string? state = null, string? email = null, int pageSize = PageRequest.DefaultPageSize, string? pageToken = null)
    {
        if (!TryReadStatus(state, out var status))
        {
            return CommonFailures.Validation("state", $"A state is one of {string.Join(", ", Enum.GetNames<GrantStatus>().Select(CamelCase))}.").ToProblem();
        }

        var result = await mediator.Send(new ListGrants(ApiKeyAuthentication.CallerOf(user), status, email, new PageRequest(pageSize, pageToken)), ct);
        return result.Succeeded(out var page, out var failure)
            ? TypedResults.Ok(new GrantListResponse([.. page.Items.Select(view => GrantResponse.Of(view.Grant, view.Account))], page.NextPageToken))
            : failure.ToProblem();
    }

    private static async Task<Results<Ok<GrantResponse>, ProblemHttpResult>> GetGrantAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        var result = await mediator.Send(new GetGrant(ApiKeyAuthentication.CallerOf(user), id), ct);
        return result.Succeeded(out var details, out var failure)
            ? TypedResults.Ok(GrantResponse.Of(details.Grant, details.Account, details.AuthorizationUrl))
            : failure.ToProblem();
    }

    private static async Task<Results<NoContent, Accepted<RevocationPendingResponse>, ProblemHttpResult>> RevokeGrantAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, bool erase = false)
    {
        var caller = ApiKeyAuthentication.CallerOf(user);
        var result = erase ? await mediator.Send(new EraseGrant(caller, id), ct) : await mediator.Send(new RevokeGrant(caller, id), ct);
        if (!result.Succeeded(out var revoked, out var failure))
        {
            return failure.ToProblem();
        }

        return revoked.ConfirmedByGoogle
            ? TypedResults.NoContent()
            : TypedResults.Accepted($"/v1/grants/{id}", new RevocationPendingResponse(id, ConfirmedByGoogle: false));
    }

    private static async Task<Results<Ok<AccessTokenResponse>, ProblemHttpResult>> GetAccessTokenAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, int minValidity = 60)
    {
        var result = await mediator.Send(new GetAccessToken(ApiKeyAuthentication.CallerOf(user), id, TimeSpan.FromSeconds(minValidity)), ct);
        return result.Succeeded(out var token, out var failure) ? TypedResults.Ok(AccessTokenResponse.Of(token)) : failure.ToProblem();
    }

    private static async Task<Results<Ok<AccessTokenResponse>, ProblemHttpResult>> RefreshCredentialsAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, int? newerThan = null)
    {
        var result = await mediator.Send(new RefreshCredentials(ApiKeyAuthentication.CallerOf(user), id, newerThan), ct);
        return result.Succeeded(out var token, out var failure) ? TypedResults.Ok(AccessTokenResponse.Of(token)) : failure.ToProblem();
    }

    private static bool TryReadStatus(string? state, out GrantStatus? status)
    {
        status = Enum.GetValues<GrantStatus>().Cast<GrantStatus?>().FirstOrDefault(known => string.Equals(known.ToString(), state, StringComparison.OrdinalIgnoreCase));
        return state is null || status is not null;
    }

    private static string CamelCase(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
