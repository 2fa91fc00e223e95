using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmailPlatform.Application;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Audit;

internal static class HistoryEndpoints
{
    public static IEndpointRouteBuilder MapHistory(this IEndpointRouteBuilder app)
    {
        app.MapGet("/v1/grants/{id:guid}/history", GetCredentialHistoryAsync).WithTags("Audit")
            .Named("GetCredentialHistory", "The credential history of a grant, oldest first.")
            .RequirePermission(Permission.GrantsRead)
            .OpenToKeysOfTheGrant();
        return app;
    }

    private static async Task<Results<Ok<HistoryResponse>, ProblemHttpResult>> GetCredentialHistoryAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, IOptions<JsonOptions> json, CancellationToken ct, int pageSize = PageRequest.DefaultPageSize, string? pageToken = null)
    {
        var result = await mediator.Send(new GetCredentialHistory(ApiKeyAuthentication.CallerOf(user), id, new PageRequest(pageSize, pageToken)), ct);
        return result.Succeeded(out var page, out var failure)
            ? TypedResults.Ok(new HistoryResponse([.. page.Items.Select(e => HistoryEvent.Of(e, json.Value.SerializerOptions))], page.NextPageToken))
            : failure.ToProblem();
    }
}

/// <summary>One page of a credential history.</summary>
/// <param name="NextPageToken">Null on the last page.</param>
internal sealed record HistoryResponse(IReadOnlyList<HistoryEvent> Events, string? NextPageToken);

/// <summary>A fact of the history.</summary>
/// <param name="Sequence">Its place in the grant's history, from 1.</param>
/// <param name="Type">Such as <c>access_token_refreshed</c>.</param>
/// <param name="Actor">Who caused it: <c>key:&lt;id&gt;</c>, <c>user</c>, <c>job:&lt;name&gt;</c>, <c>google</c>, <c>operator</c> or <c>person:&lt;id&gt;</c>.</param>
/// <param name="CorrelationId">The trace id of the request or job that wrote it.</param>
/// <param name="Data">What the fact says; by its type. Never a token.</param>
internal sealed record HistoryEvent(long Sequence, string Type, DateTimeOffset At, string? Actor, string? CorrelationId, JsonObject Data)
{
    /// <summary>The fact's own properties, but for its time, which every event has.</summary>
    public static HistoryEvent Of(RecordedEvent e, JsonSerializerOptions json)
    {
        var data = JsonSerializer.SerializeToNode<object>(e.Data, json)!.AsObject();
        data.Remove("at");
        return new HistoryEvent(e.Sequence, e.Type, e.At, e.Actor, e.CorrelationId, data);
    }
}
