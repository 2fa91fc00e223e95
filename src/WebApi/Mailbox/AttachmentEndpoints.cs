using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>What hangs on a message.</summary>
internal static class AttachmentEndpoints
{
    public static IEndpointRouteBuilder MapAttachments(this IEndpointRouteBuilder app)
    {
        app.MapMail("/messages/{messageId}/attachments").MapGet("/{attachmentId}", GetAttachmentAsync)
            .Named("GetAttachment", "The content of an attachment, by its attachmentId in the message here (its place, such as 1 or 0.2), as a file with its name and type.")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .RequirePermission(Permission.MailRead);
        return app;
    }

    private static async Task<Results<MailContentResult, ProblemHttpResult>> GetAttachmentAsync(
        Guid id, string messageId, string attachmentId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetAttachment(ApiKeyAuthentication.CallerOf(user), id, messageId, attachmentId), ct)).Succeeded(out var content, out var failure)
            ? new MailContentResult(content)
            : failure.ToProblem();
}
