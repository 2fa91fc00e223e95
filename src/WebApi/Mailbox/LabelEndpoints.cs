using System.Security.Claims;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>A label to make.</summary>
internal sealed record NewLabel(string Name, string? MessageListVisibility = null, string? LabelListVisibility = null, MailLabelColor? Color = null);

/// <summary>What to change of a label; what is not given stays.</summary>
internal sealed record ChangedLabel(string? Name = null, string? MessageListVisibility = null, string? LabelListVisibility = null, MailLabelColor? Color = null);

/// <summary>Labels, Gmail's own and the person's.</summary>
internal static class LabelEndpoints
{
    public static IEndpointRouteBuilder MapLabels(this IEndpointRouteBuilder app)
    {
        var labels = app.MapMail("/labels");
        labels.MapGet("/", ListLabelsAsync).Named("ListLabels", "The labels of a mailbox, Gmail's own and the person's.").RequirePermission(Permission.MailRead);
        labels.MapPost("/", CreateLabelAsync).Named("CreateLabel", "Makes a label of the person's own.").RequireScope(MailScopes.ManageLabels).RequirePermission(Permission.MailWrite);
        labels.MapGet("/{labelId}", GetLabelAsync).Named("GetLabel", "One label with the counts of its messages and threads.").RequirePermission(Permission.MailRead);
        labels.MapPatch("/{labelId}", UpdateLabelAsync).Named("UpdateLabel", "Changes what is given of a label of the person's own.").RequireScope(MailScopes.ManageLabels).RequirePermission(Permission.MailWrite);
        labels.MapDelete("/{labelId}", DeleteLabelAsync)
            .Named("DeleteLabel", "Deletes a label of the person's own and takes it off every message; the messages stay.")
            .RequirePermission(Permission.MailWrite);
        return app;
    }

    private static Task<Results<Ok<MailLabels>, ProblemHttpResult>> ListLabelsAsync(Guid id, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new ListLabels(ApiKeyAuthentication.CallerOf(user), id), ct);

    private static Task<Results<Ok<MailLabel>, ProblemHttpResult>> GetLabelAsync(Guid id, string labelId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.AskAsync(new GetLabel(ApiKeyAuthentication.CallerOf(user), id, labelId), ct);

    private static async Task<Results<Created<MailLabel>, ProblemHttpResult>> CreateLabelAsync(
        Guid id, NewLabel label, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        var settings = new LabelSettings(label.Name, label.MessageListVisibility, label.LabelListVisibility, label.Color);
        return (await mediator.Send(new CreateLabel(ApiKeyAuthentication.CallerOf(user), id, settings), ct)).Succeeded(out var created, out var failure)
            ? TypedResults.Created($"/v1/grants/{id}/labels/{created.Id}", created)
            : failure.ToProblem();
    }

    private static Task<Results<Ok<MailLabel>, ProblemHttpResult>> UpdateLabelAsync(
        Guid id, string labelId, ChangedLabel label, ClaimsPrincipal user, IMediator mediator, CancellationToken ct)
    {
        var settings = new LabelSettings(label.Name, label.MessageListVisibility, label.LabelListVisibility, label.Color);
        return mediator.AskAsync(new UpdateLabel(ApiKeyAuthentication.CallerOf(user), id, labelId, settings), ct);
    }

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteLabelAsync(Guid id, string labelId, ClaimsPrincipal user, IMediator mediator, CancellationToken ct) =>
        mediator.DoAsync(new DeleteLabel(ApiKeyAuthentication.CallerOf(user), id, labelId), ct);
}
