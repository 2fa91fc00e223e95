using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Hosting.Requests;
using GmailPlatform.WebApi.Mailbox.Bodies;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>Messages that are not sent yet.</summary>
internal static class DraftEndpoints
{
    private const string Body = "The body is that of a message to be sent, which may lack what it does not have yet.";

    public static IEndpointRouteBuilder MapDrafts(this IEndpointRouteBuilder app)
    {
        var drafts = app.MapMail("/drafts");
        drafts.MapGet("/", ListDraftsAsync).Named("ListDrafts", "One page of a mailbox's drafts.").RequirePermission(Permission.MailRead);
        drafts.MapGet("/{draftId}", GetDraftAsync).Named("GetDraft", "One draft with its message: full, metadata, minimal or raw.").RequirePermission(Permission.MailRead);
        TakesDraft(drafts.MapPost("/", CreateDraftAsync)).Named("CreateDraft", $"Composes a message and keeps it as a draft. {Body}").RequirePermission(Permission.MailWrite);
        TakesDraft(drafts.MapPut("/{draftId}", UpdateDraftAsync)).Named("UpdateDraft", $"Replaces the message of a draft, whose id stays. {Body}").RequirePermission(Permission.MailWrite);
        drafts.MapPost("/{draftId}/send", SendDraftAsync)
            .Named("SendDraft", "Sends a draft, which is then none any more: repeated, it is not_found, and nothing is sent twice.")
            .RequirePermission(Permission.MailWrite);
        drafts.MapDelete("/{draftId}", DeleteDraftAsync).Named("DeleteDraft", "Deletes a draft at once and for good.").RequirePermission(Permission.MailWrite);
        return app;
    }

    private static RouteHandlerBuilder TakesDraft(RouteHandlerBuilder route) => route
        .Accepts<MessageBody>("application/json", IncomingMessage.Form)
        .TakesMessage()
        .RequireScope(MailScopes.WriteDrafts);

    private static Task<Results<Ok<DraftPage>, ProblemHttpResult>> ListDraftsAsync(
        Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, string? q = null, int pageSize = ListDrafts.DefaultPageSize, string? pageToken = null) =>
        mediator.AskAsync(new ListDrafts(ApiKeyAuthentication.CallerOf(user), id, string.IsNullOrWhiteSpace(q) ? null : q, pageSize, pageToken), ct);

    private static async Task<Results<Ok<MailDraft>, ProblemHttpResult>> GetDraftAsync(
        Guid id, string draftId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, string format = "full") =>
        EnumParameter.TryRead<MessageFormat>("format", format, out var parsed, out var unknown)
            ? await mediator.AskAsync(new GetDraft(ApiKeyAuthentication.CallerOf(user), id, draftId, parsed), ct)
            : unknown.ToProblem();

    private static async Task<Results<Created<DraftReference>, ProblemHttpResult>> CreateDraftAsync(
        Guid id, IncomingMessage incoming, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new CreateDraft(ApiKeyAuthentication.CallerOf(user), id, incoming.Message), ct)).Succeeded(out var created, out var failure)
            ? TypedResults.Created($"/v1/grants/{id}/drafts/{created.Id}", created)
            : failure.ToProblem();

    private static Task<Results<Ok<DraftReference>, ProblemHttpResult>> UpdateDraftAsync(
        Guid id, string draftId, IncomingMessage incoming, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new UpdateDraft(ApiKeyAuthentication.CallerOf(user), id, draftId, incoming.Message), ct);

    private static Task<Results<Ok<LabelledMessage>, ProblemHttpResult>> SendDraftAsync(Guid id, string draftId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new SendDraft(ApiKeyAuthentication.CallerOf(user), id, draftId), ct);

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteDraftAsync(Guid id, string draftId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.DoAsync(new DeleteDraft(ApiKeyAuthentication.CallerOf(user), id, draftId), ct);
}
