using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Hosting.Requests;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>Labels to put on a message and to take off it.</summary>
internal sealed record LabelChange(string[]? AddLabelIds = null, string[]? RemoveLabelIds = null);

internal static class MessageEndpoints
{
    public static IEndpointRouteBuilder MapMessages(this IEndpointRouteBuilder app)
    {
        var messages = app.MapMail("/messages");
        messages.MapGet("/", ListMessagesAsync)
            .Named("ListMessages", "One page of a mailbox's messages, newest first; all pages as lines of JSON with Accept: application/x-ndjson. "
                + "view=ids tells their ids; view=metadata also sender, subject, date, snippet and labels, and leaves out what is deleted meanwhile.")
            .Produces<MessageReference>(StatusCodes.Status200OK, MessageLines.ContentType)
            .RequirePermission(Permission.MailRead);
        messages.MapGet("/{messageId}", GetMessageAsync)
            .Named("GetMessage", "One message: full, metadata, minimal or raw; as it was sent (RFC 5322) with Accept: message/rfc822.")
            .Produces(StatusCodes.Status200OK, contentType: MailContentResult.MessageType)
            .RequirePermission(Permission.MailRead);
        messages.MapPost("/{messageId}/modify", ModifyMessageAsync).Named("ModifyMessage", "Puts labels on a message and takes others off.").RequireScope(MailScopes.Modify).RequirePermission(Permission.MailWrite);
        messages.MapPost("/{messageId}/trash", TrashMessageAsync).Named("TrashMessage", "Moves a message to the trash, which Gmail empties after 30 days.").RequirePermission(Permission.MailWrite);
        messages.MapPost("/{messageId}/untrash", UntrashMessageAsync).Named("UntrashMessage", "Takes a message out of the trash.").RequirePermission(Permission.MailWrite);
        return app;
    }

    private static Task<Results<Ok<LabelledMessage>, ProblemHttpResult>> ModifyMessageAsync(
        Guid id, string messageId, LabelChange change, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new ModifyMessage(ApiKeyAuthentication.CallerOf(user), id, messageId, change.AddLabelIds ?? [], change.RemoveLabelIds ?? []), ct);

    private static Task<Results<Ok<LabelledMessage>, ProblemHttpResult>> TrashMessageAsync(
        Guid id, string messageId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new TrashMessage(ApiKeyAuthentication.CallerOf(user), id, messageId), ct);

    private static Task<Results<Ok<LabelledMessage>, ProblemHttpResult>> UntrashMessageAsync(
        Guid id, string messageId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new UntrashMessage(ApiKeyAuthentication.CallerOf(user), id, messageId), ct);

    private static async Task<Results<Ok<MessagePage>, MessageLines, ProblemHttpResult>> ListMessagesAsync(
        Guid id,
        HttpContext http,
        ClaimsPrincipal user,
        IMediator mediator,
        CancellationToken ct,
        string? q = null,
        string[]? labelIds = null,
        bool includeSpamTrash = false,
        int pageSize = ListMessages.DefaultPageSize,
        string? pageToken = null,
        string view = "ids")
    {
        if (!EnumParameter.TryRead<MessageView>("view", view, out var parsed, out var unknown))
        {
            return unknown.ToProblem();
        }

        var filter = new MessageFilter(string.IsNullOrWhiteSpace(q) ? null : q, labelIds ?? [], includeSpamTrash);
        var caller = ApiKeyAuthentication.CallerOf(user);
        if (http.Request.Accepts(MessageLines.ContentType))
        {
            var stream = await mediator.Send(new StreamMessages(caller, id, filter, parsed), ct);
            return stream.Succeeded(out var messages, out var refusal) ? new MessageLines(messages) : refusal.ToProblem();
        }

        var result = await mediator.Send(new ListMessages(caller, id, filter, pageSize, pageToken, parsed), ct);
        return result.Succeeded(out var page, out var failure) ? TypedResults.Ok(page) : failure.ToProblem();
    }

    private static async Task<Results<Ok<MailMessage>, MailContentResult, ProblemHttpResult>> GetMessageAsync(
        Guid id, string messageId, HttpRequest request, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, string format = "full")
    {
        var caller = ApiKeyAuthentication.CallerOf(user);
        if (request.Accepts(MailContentResult.MessageType))
        {
            return (await mediator.Send(new DownloadMessage(caller, id, messageId), ct)).Succeeded(out var content, out var refusal)
                ? new MailContentResult(content)
                : refusal.ToProblem();
        }

        if (!EnumParameter.TryRead<MessageFormat>("format", format, out var parsed, out var unknown))
        {
            return unknown.ToProblem();
        }

        var result = await mediator.Send(new GetMessage(caller, id, messageId, parsed), ct);
        return result.Succeeded(out var message, out var failure) ? TypedResults.Ok(message) : failure.ToProblem();
    }
}
