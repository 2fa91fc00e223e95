using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Mailbox.Bodies;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>Sending: of a message to be composed, or of one that is whole.</summary>
internal static class SendEndpoints
{
    private const string OneMessage = "With an Idempotency-Key it is sent once, however often the call is repeated within a day.";

    public static IEndpointRouteBuilder MapSending(this IEndpointRouteBuilder app)
    {
        var send = app.MapMail("/messages/send");
        send.MapPost("/", SendMessageAsync)
            .Named("SendMessage", $"Composes a message and sends it. {OneMessage} Files of more than 8 MiB go with a form, whose part 'message' is the JSON.")
            .Accepts<MessageBody>("application/json", IncomingMessage.Form)
            .TakesMessage()
            .RequireScope(MailScopes.Send)
            .RequirePermission(Permission.MailWrite);
        send.MapPost("/raw", SendRawMessageAsync)
            .Named("SendRawMessage", $"Sends a message as it is (RFC 5322). {OneMessage}")
            .Accepts<Stream>("message/rfc822")
            .TakesMessage()
            .RequireScope(MailScopes.Send)
            .RequirePermission(Permission.MailWrite);
        return app;
    }

    private static Task<Results<Ok<SentMessage>, ProblemHttpResult>> SendMessageAsync(
        Guid id,
        IncomingMessage incoming,
        ClaimsPrincipal user,
        IMediator mediator,
        CancellationToken ct,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey = null) =>
        SendAsync(new SendMessage(ApiKeyAuthentication.CallerOf(user), id, incoming.Message, idempotencyKey), mediator, ct);

    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> SendRawMessageAsync(
        Guid id,
        HttpRequest request,
        ClaimsPrincipal user,
        IMediator mediator,
        CancellationToken ct,
        string? threadId = null,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey = null)
    {
        await using var spool = new RequestSpool();
        var message = await spool.KeepAsync(request.Body, ct);
        return await SendAsync(new SendRawMessage(ApiKeyAuthentication.CallerOf(user), id, message, threadId, idempotencyKey), mediator, ct);
    }

    private static async Task<Results<Ok<SentMessage>, ProblemHttpResult>> SendAsync(IRequest<Result<SentMessage>> command, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(command, ct)).Succeeded(out var sent, out var failure) ? TypedResults.Ok(sent) : failure.ToProblem();
}
