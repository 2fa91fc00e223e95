using System.CommandLine;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Console;
using MediatR;

namespace GmailPlatform.WebApi.Commands;

internal static class GrantCommands
{
    private static readonly Argument<Guid> Id = CommandValues.Id("id", "The grant's id.");

    public static Command Create(PlatformProgram program)
    {
        var show = new Command("show", "Show where a grant stands.") { Id, CommandOutput.Json };
        show.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program,
            parsed,
            mediator => ShowAsync(mediator, parsed.GetRequiredValue(Id), ct),
            view => view,
            view => $"{view.Id} of tenant {view.TenantId}: {view.Status}{(view.Email is null ? "" : $", {view.Email}")}"));

        var revoke = new Command("revoke", "End a grant here and at Google.") { Id, CommandOutput.Json };
        revoke.SetAction((parsed, ct) => EndAsync(program, parsed, caller => new RevokeGrant(caller, parsed.GetRequiredValue(Id)), "revoked", ct));

        var erase = new Command("erase", "End a grant here and at Google, and erase its person.") { Id, CommandOutput.Json };
        erase.SetAction((parsed, ct) => EndAsync(program, parsed, caller => new EraseGrant(caller, parsed.GetRequiredValue(Id)), "erased", ct));

        return new Command("grant", "Google accounts that are connected to tenants.") { show, revoke, erase };
    }

    private static Task<int> EndAsync(
        PlatformProgram program, ParseResult parsed, Func<Caller, IRequest<Result<RevokedGrant>>> end, string ended, CancellationToken ct) =>
        CommandOutput.SendAsync(
            program,
            parsed,
            mediator => ForOperatorAsync(mediator, parsed.GetRequiredValue(Id), caller => mediator.SendRecordedAsync(end(caller), ct), ct),
            revoked => revoked,
            revoked => $"Grant {revoked.Id} is {ended}{(revoked.ConfirmedByGoogle ? "." : "; Google has still to be told, which a job does.")}");

    private static Task<Result<ShownGrant>> ShowAsync(IMediator mediator, Guid id, CancellationToken ct) => ForOperatorAsync(mediator, id, async caller =>
        (await mediator.Send(new GetGrant(caller, id), ct)).Succeeded(out var details, out var failure)
            ? Result<ShownGrant>.Success(ShownGrant.Of(caller.Tenant, details))
            : failure, ct);

    /// <summary>An operator names a grant, and acts for the tenant that has it.</summary>
    private static async Task<Result<T>> ForOperatorAsync<T>(IMediator mediator, Guid grantId, Func<Caller, Task<Result<T>>> act, CancellationToken ct)
        where T : notnull =>
        (await mediator.Send(new LocateGrant(grantId), ct)).Succeeded(out var located, out var failure)
            ? await act(new Caller(located.Tenant, Actor.Operator))
            : failure;

    private sealed record ShownGrant(
        Guid Id,
        Guid TenantId,
        GrantStatus Status,
        string? Email,
        IReadOnlyList<string> Scopes,
        IReadOnlyList<string> MissingScopes,
        int Generation,
        ReauthorizationReason? Reason,
        DateTimeOffset ConnectedAt,
        DateTimeOffset UpdatedAt,
        DateTimeOffset? RevocationPendingSince)
    {
        public static ShownGrant Of(TenantId tenant, GrantDetails details)
        {
            var grant = details.Grant;
            return new ShownGrant(
                grant.Id,
                tenant.Value,
                grant.Status,
                details.Account?.Email,
                [.. grant.Scopes],
                [.. grant.MissingScopes],
                grant.Generation,
                grant.Reason,
                grant.ConnectedAt,
                grant.UpdatedAt,
                grant.RevocationPendingSince);
        }
    }
}
