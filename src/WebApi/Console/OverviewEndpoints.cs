using GmailPlatform.Application.Console;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Hosting;
using MediatR;

namespace GmailPlatform.WebApi.Console;

internal static class OverviewEndpoints
{
    public static void MapOverview(this RouteGroupBuilder console) =>
        console.MapGet("/", GetOverviewAsync).RequireAuthorization(ConsolePolicies.View);

    private static async Task<IResult> GetOverviewAsync(HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new GetOverview(), ct)).Succeeded(out var overview, out var failure)
            ? ConsolePages.Show<OverviewPage>(new { Overview = overview })
            : ConsolePages.Failure(http, failure);
}
