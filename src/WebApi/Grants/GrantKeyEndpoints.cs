using System.Security.Claims;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Grants;

/// <summary>Keys that are bound to one grant. These routes are not open to such keys, so they cannot create keys themselves.</summary>
internal static class GrantKeyEndpoints
{
    public static IEndpointRouteBuilder MapGrantKeys(this IEndpointRouteBuilder app)
    {
        var keys = app.MapGroup("/v1/grants/{id:guid}/keys").WithTags("Grants");
        keys.MapPost("/", CreateGrantKeyAsync)
            .Named("CreateGrantKey", "Creates a key that is bound to the grant, and returns it once. It gives access to the grant's routes and to Gmail's own paths at the root of this server.")
            .ProducesProblem(StatusCodes.Status410Gone)
            .RequirePermission(Permission.GrantsWrite);
        keys.MapGet("/", ListGrantKeysAsync).Named("ListGrantKeys", "The keys that are bound to the grant and not revoked, oldest first.")
            .RequirePermission(Permission.GrantsRead);
        keys.MapDelete("/{keyId}", RevokeGrantKeyAsync).Named("RevokeGrantKey", "Revokes a key of the grant, with immediate effect.").RequirePermission(Permission.GrantsWrite);
        return app;
    }

    private static async Task<Results<Created<GrantKeyResponse>, ProblemHttpResult>> CreateGrantKeyAsync(
        Guid id, CreateGrantKeyRequest body, ClaimsPrincipal user, HttpResponse response, IMediator mediator, CancellationToken ct)
    {
        var command = new CreateGrantKey(ApiKeyAuthentication.CallerOf(user).Tenant, id, body.Name, body.Permissions, body.ExpiresAt)
        {
            CreatorPermissions = [.. user.FindAll(ApiKeyAuthentication.PermissionClaim).Select(claim => claim.Value)],
        };
        if (!(await mediator.Send(command, ct)).Succeeded(out var created, out var failure))
        {
            return failure.ToProblem();
        }

        response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/v1/grants/{id}/keys/{created.Key.Id}", GrantKeyResponse.Of(created.Key) with { Key = created.Token.Reveal() });
    }

    private static async Task<Results<Ok<GrantKeyListResponse>, ProblemHttpResult>> ListGrantKeysAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new ListGrantKeys(ApiKeyAuthentication.CallerOf(user).Tenant, id), ct)).Succeeded(out var keys, out var failure)
            ? TypedResults.Ok(new GrantKeyListResponse([.. keys.Select(GrantKeyResponse.Of)]))
            : failure.ToProblem();

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeGrantKeyAsync(
        Guid id, string keyId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new RevokeGrantKey(ApiKeyAuthentication.CallerOf(user).Tenant, id, keyId), ct)).Succeeded(out _, out var failure)
            ? TypedResults.NoContent()
            : failure.ToProblem();
}

/// <summary>A request for a key that is bound to a grant.</summary>
/// <param name="Name">What the key is for.</param>
/// <param name="Permissions">A subset of <c>grants:read</c>, <c>tokens:read</c>, <c>mail:read</c> and <c>mail:write</c> that the calling key has; all of those by default.</param>
/// <param name="ExpiresAt">When the key expires; never by default.</param>
internal sealed record CreateGrantKeyRequest(string? Name = null, IReadOnlyList<string>? Permissions = null, DateTimeOffset? ExpiresAt = null);

/// <summary>A key that is bound to a grant.</summary>
internal sealed record GrantKeyResponse(
    string Id, Guid GrantId, string Name, IReadOnlyList<string> Permissions, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>The key itself, only in the response that creates it.</summary>
    public string? Key { get; init; }

    public static GrantKeyResponse Of(ApiKey key) => new(key.Id, key.GrantId!.Value, key.Name, key.Permissions, key.CreatedAt, key.ExpiresAt);
}

/// <summary>The keys of a grant that are not revoked, oldest first.</summary>
internal sealed record GrantKeyListResponse(IReadOnlyList<GrantKeyResponse> Keys);
