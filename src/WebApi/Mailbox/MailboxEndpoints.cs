using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>A mailbox as a whole.</summary>
internal static class MailboxEndpoints
{
    public static IEndpointRouteBuilder MapMailbox(this IEndpointRouteBuilder app)
    {
        var grant = app.MapMail();
        grant.MapGet("/profile", GetProfileAsync).Named("GetProfile", "Whose mailbox it is, how large, and where its changes stand.").RequirePermission(Permission.MailRead);
        grant.MapGet("/changes", ListHistoryAsync)
            .Named("ListHistory", "What changed in a mailbox after startHistoryId, oldest first. 410 history_gone: Gmail has forgotten it; list anew.")
            .ProducesProblem(StatusCodes.Status410Gone)
            .RequirePermission(Permission.MailRead);
        return app;
    }

    private static Task<Results<Ok<MailProfile>, ProblemHttpResult>> GetProfileAsync(Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new GetProfile(ApiKeyAuthentication.CallerOf(user), id), ct);

    private static Task<Results<Ok<HistoryPage>, ProblemHttpResult>> ListHistoryAsync(
        Guid id, string startHistoryId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct, int pageSize = ListHistory.DefaultPageSize, string? pageToken = null) =>
        mediator.AskAsync(new ListHistory(ApiKeyAuthentication.CallerOf(user), id, startHistoryId, pageSize, pageToken), ct);
}
