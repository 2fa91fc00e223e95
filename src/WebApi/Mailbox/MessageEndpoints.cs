using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
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
            .Named("ListMessages", "One page of a mailbox's messages, newest first; all pages as lines of JSON with Accept: application/x-ndjson.")
            .Produces<MessageReference>(StatusCodes.Status200OK, MessageLines.ContentType)
            .RequirePermission(Permission.MailRead);
        messages.MapGet("/{messageId}", GetMessageAsync).Named("GetMessage", "One message: full, metadata, minimal or raw.").RequirePermission(Permission.MailRead);
        messages.MapPost("/{messageId}/modify", ModifyMessageAsync).Named("ModifyMessage", "Puts labels on a message and takes others off.").RequirePermission(Permission.MailWrite);
        messages.MapPost("/{messageId}/trash", TrashMessageAsync).Named("TrashMessage", "Moves a message to the trash, which Gmail empties after 30 days.").RequirePermission(Permission.MailWrite);
        messages.MapPost("/{messageId}/untrash", UntrashMessageAsync).Named("UntrashMessage", "Takes a message out of the trash.").RequirePermission(Permission.MailWrite);
        return app;
    }

    private static Task<Results<Ok<LabelledMessage>, ProblemHttpResult>> ModifyMessageAsync(
        Guid id, string messageId, LabelChange change, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        ChangeAsync(new ModifyMessage(ApiKeyAuthentication.CallerOf(user), id, messageId, change.AddLabelIds ?? [], change.RemoveLabelIds ?? []), mediator, ct);

    private static Task<Results<Ok<LabelledMessage>, ProblemHttpResult>> TrashMessageAsync(
        Guid id, string messageId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        ChangeAsync(new TrashMessage(ApiKeyAuthentication.CallerOf(user), id, messageId), mediator, ct);

    private static Task<Results<Ok<LabelledMessage>, ProblemHttpResult>> UntrashMessageAsync(
        Guid id, string messageId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        ChangeAsync(new UntrashMessage(ApiKeyAuthentication.CallerOf(user), id, messageId), mediator, ct);

    private static async Task<Results<Ok<LabelledMessage>, ProblemHttpResult>> ChangeAsync(IRequest<Result<LabelledMessage>> command, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(command, ct)).Succeeded(out var message, out var failure) ? TypedResults.Ok(message) : failure.ToProblem();

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
        string? pageToken = null)
    {
        var filter = new MessageFilter(string.IsNullOrWhiteSpace(q) ? null : q, labelIds ?? [], includeSpamTrash);
        var caller = ApiKeyAuthentication.CallerOf(user);
        if (MessageLines.AreAcceptedBy(http.Request))
        {
            var stream = await mediator.Send(new StreamMessages(caller, id, filter), ct);
            return stream.Succeeded(out var messages, out var refusal) ? new MessageLines(messages) : refusal.ToProblem();
        }

        var result = await mediator.Send(new ListMessages(caller, id, filter, pageSize, pageToken), ct);
        return result.Succeeded(out var page, out var failure) ? TypedResults.Ok(page) : failure.ToProblem();
    }

    private static async Task<Results<Ok<MailMessage>, ProblemHttpResult>> GetMessageAsync(
        Guid id, string messageId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, string format = "full")
    {
        if (!Enum.TryParse<MessageFormat>(format, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed) || char.IsAsciiDigit(format[0]))
        {
            return CommonFailures.Validation("format", "A format is one of full, metadata, minimal, raw.").ToProblem();
        }

        var result = await mediator.Send(new GetMessage(ApiKeyAuthentication.CallerOf(user), id, messageId, parsed), ct);
        return result.Succeeded(out var message, out var failure) ? TypedResults.Ok(message) : failure.ToProblem();
    }
}
