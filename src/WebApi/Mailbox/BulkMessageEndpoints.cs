using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>Up to 1000 messages.</summary>
internal sealed record MessageIds(string[] Ids);

/// <summary>Labels to put on up to 1000 messages and to take off them.</summary>
internal sealed record MessagesLabelChange(string[] Ids, string[]? AddLabelIds = null, string[]? RemoveLabelIds = null);

/// <summary>Changes that answer nothing but that they were made.</summary>
internal static class BulkMessageEndpoints
{
    public static IEndpointRouteBuilder MapBulkMessages(this IEndpointRouteBuilder app)
    {
        var messages = app.MapMail("/messages");
        messages.MapDelete("/{messageId}", DeleteMessageAsync)
            .Named("DeleteMessage", "Deletes a message at once and for good, past the trash. Takes the scope https://mail.google.com/.")
            .RequirePermission(Permission.MailWrite);
        messages.MapPost("/batchModify", BatchModifyMessagesAsync)
            .Named("BatchModifyMessages", "Changes the labels of up to 1000 messages in one call. Ids that are not there are passed over.")
            .RequireScope(MailScopes.Modify)
            .RequirePermission(Permission.MailWrite);
        messages.MapPost("/batchDelete", BatchDeleteMessagesAsync)
            .Named("BatchDeleteMessages", "Deletes up to 1000 messages at once and for good. Takes the scope https://mail.google.com/. Ids that are not there are passed over.")
            .RequireScope(MailScopes.Delete)
            .RequirePermission(Permission.MailWrite);
        return app;
    }

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteMessageAsync(Guid id, string messageId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.DoAsync(new DeleteMessage(ApiKeyAuthentication.CallerOf(user), id, messageId), ct);

    private static Task<Results<NoContent, ProblemHttpResult>> BatchModifyMessagesAsync(
        Guid id, MessagesLabelChange change, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.DoAsync(new BatchModifyMessages(ApiKeyAuthentication.CallerOf(user), id, change.Ids, change.AddLabelIds ?? [], change.RemoveLabelIds ?? []), ct);

    private static Task<Results<NoContent, ProblemHttpResult>> BatchDeleteMessagesAsync(
        Guid id, MessageIds messages, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.DoAsync(new BatchDeleteMessages(ApiKeyAuthentication.CallerOf(user), id, messages.Ids), ct);
}
