using GmailPlatform.Application.Console;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GmailPlatform.WebApi.Console;

internal static class HealthEndpoints
{
    public static void MapHealth(this RouteGroupBuilder console) =>
        console.MapGet("/health", GetHealthAsync).RequireAuthorization(ConsolePolicies.View);

    private static async Task<IResult> GetHealthAsync(HttpContext http, IMediator mediator, HealthCheckService checks, CancellationToken ct)
    {
        var readiness = await checks.CheckHealthAsync(check => check.Tags.Contains(Health.Ready), ct);
        return (await mediator.Send(new GetHealth(), ct)).Succeeded(out var health, out var failure)
            ? ConsolePages.Show<HealthPage>(new { Health = health, Readiness = readiness })
            : ConsolePages.Failure(http, failure);
    }
}
