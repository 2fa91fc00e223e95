using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Mailbox;

internal static class MessageEndpoints
{
    public static IEndpointRouteBuilder MapMessages(this IEndpointRouteBuilder app)
    {
        var messages = app.MapGroup("/v1/grants/{id:guid}/messages").WithTags("Mailbox");
        messages.MapGet("/", ListMessagesAsync)
            .Named("ListMessages", "One page of a mailbox's messages, newest first; all pages as lines of JSON with Accept: application/x-ndjson.")
            .Produces<MessageReference>(StatusCodes.Status200OK, MessageLines.ContentType)
            .RequirePermission(Permission.MailRead);
        messages.MapGet("/{messageId}", GetMessageAsync).Named("GetMessage", "One message: full, metadata, minimal or raw.").RequirePermission(Permission.MailRead);
        return app;
    }

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
