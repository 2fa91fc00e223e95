using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Mvc;

namespace GmailPlatform.WebApi.Console;

/// <summary>Admins change a tenant and rotate the secret of its own Google client. A form carries the revision that it was shown with.</summary>
internal static class TenantChangeEndpoints
{
    public static void MapTenantChanges(this RouteGroupBuilder console)
    {
        var tenant = console.MapGroup("/tenants/{id:guid}").RequireAuthorization(ConsolePolicies.Administer);
        tenant.MapPost("/name", RenameTenantAsync).Recorded(ConsoleAction.RenamedTenant);
        tenant.MapPost("/hosted-domain", ChangeHostedDomainAsync).Recorded(ConsoleAction.ChangedHostedDomain);
        tenant.MapPost("/return-urls", ChangeReturnUrlsAsync).Recorded(ConsoleAction.ChangedReturnUrls);
        tenant.MapPost("/suspend", SuspendTenantAsync).Recorded(ConsoleAction.SuspendedTenant);
        tenant.MapPost("/resume", ResumeTenantAsync).Recorded(ConsoleAction.ResumedTenant);
        tenant.MapPost("/secrets", AddClientSecretAsync).Recorded(ConsoleAction.AddedClientSecret);
        tenant.MapPost("/secrets/{label:length(8)}/remove", RemoveClientSecretAsync).Recorded(ConsoleAction.RemovedClientSecret);
    }

    private static Task<IResult> RenameTenantAsync(Guid id, [FromForm] string name, [FromForm] int? revision, HttpContext http, IMediator mediator, CancellationToken ct) =>
        ChangeAsync(id, http, mediator, new RenameTenant(new TenantId(id), name, revision), ct);

    private static Task<IResult> ChangeHostedDomainAsync(
        Guid id, [FromForm] string? hostedDomain, [FromForm] int? revision, HttpContext http, IMediator mediator, CancellationToken ct) =>
        ChangeAsync(id, http, mediator, new ChangeHostedDomain(new TenantId(id), FormText.Given(hostedDomain), revision), ct);

    private static Task<IResult> ChangeReturnUrlsAsync(
        Guid id, [FromForm] string? returnUrls, [FromForm] int? revision, HttpContext http, IMediator mediator, CancellationToken ct) =>
        ChangeAsync(id, http, mediator, new ChangeReturnUrls(new TenantId(id)) { Replacement = FormText.Lines(returnUrls), Revision = revision }, ct);

    private static Task<IResult> SuspendTenantAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken ct) =>
        ChangeAsync(id, http, mediator, new SuspendTenant(new TenantId(id)), ct);

    private static Task<IResult> ResumeTenantAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken ct) =>
        ChangeAsync(id, http, mediator, new ResumeTenant(new TenantId(id)), ct);

    private static async Task<IResult> AddClientSecretAsync(Guid id, IFormFile? clientSecrets, HttpContext http, IMediator mediator, CancellationToken ct)
    {
        if (clientSecrets is not { Length: > 0 })
        {
            return ConsolePages.Failure(http, CommonFailures.Validation("clientSecrets", "Choose Google's client_secret.json of the new secret."));
        }

        // No longer than the body of a request may be, which stays in memory.
        using var reader = new StreamReader(clientSecrets.OpenReadStream());
        return await ChangeAsync(id, http, mediator, new AddClientSecret(new TenantId(id), new Secret(await reader.ReadToEndAsync(ct))), ct);
    }

    private static Task<IResult> RemoveClientSecretAsync(Guid id, string label, HttpContext http, IMediator mediator, CancellationToken ct) =>
        ChangeAsync(id, http, mediator, new RemoveClientSecret(new TenantId(id), label), ct);

    private static async Task<IResult> ChangeAsync<T>(Guid id, HttpContext http, IMediator mediator, IRequest<Result<T>> change, CancellationToken ct)
        where T : notnull =>
        (await mediator.Send(change, ct)).Succeeded(out _, out var failure)
            ? ConsolePages.SeeOther($"{ConsoleMenu.Tenants}/{id}?done={TenantPage.Saved}")
            : ConsolePages.Failure(http, failure);
}
