using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Hosting.Requests;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>Conversations.</summary>
internal static class ThreadEndpoints
{
    public static IEndpointRouteBuilder MapThreads(this IEndpointRouteBuilder app)
    {
        var threads = app.MapMail("/threads");
        threads.MapGet("/", ListThreadsAsync).Named("ListThreads", "One page of the threads of which any message matches, newest first.").RequirePermission(Permission.MailRead);
        threads.MapGet("/{threadId}", GetThreadAsync).Named("GetThread", "One thread with its messages: full, metadata or minimal.").RequirePermission(Permission.MailRead);
        threads.MapPost("/{threadId}/modify", ModifyThreadAsync).Named("ModifyThread", "Puts labels on every message of a thread and takes others off.").RequireScope(MailScopes.Modify).RequirePermission(Permission.MailWrite);
        threads.MapPost("/{threadId}/trash", TrashThreadAsync).Named("TrashThread", "Moves a thread to the trash, which Gmail empties after 30 days.").RequirePermission(Permission.MailWrite);
        threads.MapPost("/{threadId}/untrash", UntrashThreadAsync).Named("UntrashThread", "Takes a thread out of the trash.").RequirePermission(Permission.MailWrite);
        threads.MapDelete("/{threadId}", DeleteThreadAsync)
            .Named("DeleteThread", "Deletes a thread and its messages at once and for good. Takes the scope https://mail.google.com/.")
            .RequirePermission(Permission.MailWrite);
        return app;
    }

    private static Task<Results<Ok<ThreadPage>, ProblemHttpResult>> ListThreadsAsync(
        Guid id,
        ClaimsPrincipal user,
        IMediator mediator,
        CancellationToken ct,
        string? q = null,
        string[]? labelIds = null,
        bool includeSpamTrash = false,
        int pageSize = ListThreads.DefaultPageSize,
        string? pageToken = null)
    {
        var filter = new MessageFilter(string.IsNullOrWhiteSpace(q) ? null : q, labelIds ?? [], includeSpamTrash);
        return mediator.AskAsync(new ListThreads(ApiKeyAuthentication.CallerOf(user), id, filter, pageSize, pageToken), ct);
    }

    private static async Task<Results<Ok<MailThread>, ProblemHttpResult>> GetThreadAsync(
        Guid id, string threadId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, string format = "full") =>
        EnumParameter.TryRead<MessageFormat>("format", format, out var parsed, out var unknown)
            ? await mediator.AskAsync(new GetThread(ApiKeyAuthentication.CallerOf(user), id, threadId, parsed), ct)
            : unknown.ToProblem();

    private static Task<Results<Ok<LabelledThread>, ProblemHttpResult>> ModifyThreadAsync(
        Guid id, string threadId, LabelChange change, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new ModifyThread(ApiKeyAuthentication.CallerOf(user), id, threadId, change.AddLabelIds ?? [], change.RemoveLabelIds ?? []), ct);

    private static Task<Results<Ok<LabelledThread>, ProblemHttpResult>> TrashThreadAsync(
        Guid id, string threadId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new TrashThread(ApiKeyAuthentication.CallerOf(user), id, threadId), ct);

    private static Task<Results<Ok<LabelledThread>, ProblemHttpResult>> UntrashThreadAsync(
        Guid id, string threadId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new UntrashThread(ApiKeyAuthentication.CallerOf(user), id, threadId), ct);

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteThreadAsync(Guid id, string threadId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.DoAsync(new DeleteThread(ApiKeyAuthentication.CallerOf(user), id, threadId), ct);
}
