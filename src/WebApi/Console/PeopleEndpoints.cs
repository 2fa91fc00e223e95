using GmailPlatform.Application;
using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Console.SignIn;
using GmailPlatform.WebApi.Hosting;
using MediatR;

namespace GmailPlatform.WebApi.Console;

/// <summary>Who is signed in, and what people did and looked at.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this RouteGroupBuilder console)
    {
        console.MapGet("/people", ListConsoleAccessAsync).RequireAuthorization(ConsolePolicies.ReadHistory).Recorded(ConsoleAction.ReadAccessLog);
        console.MapPost("/people/sessions/{sessionId:guid}/end", EndConsoleSessionAsync).RequireAuthorization(ConsolePolicies.Administer);
    }

    private static async Task<IResult> ListConsoleAccessAsync(HttpContext http, IMediator mediator, CancellationToken ct, string? person = null, string? pageToken = null)
    {
        var log = await mediator.Send(new ListConsoleAccess(ConsoleFilters.Text(person), new PageRequest(PageRequest.DefaultPageSize, pageToken)), ct);
        if (!log.Succeeded(out var accesses, out var failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        return (await mediator.Send(new ListConsoleSessions(), ct)).Succeeded(out var sessions, out failure)
            ? ConsolePages.Show<PeoplePage>(new { Sessions = sessions, Log = accesses, Own = ConsoleIdentity.SessionOf(http.User), ConsoleIdentity.CallerOf(http.User).MayAdminister })
            : ConsolePages.Failure(http, failure);
    }

    private static async Task<IResult> EndConsoleSessionAsync(Guid sessionId, HttpContext http, IMediator mediator, CancellationToken ct) =>
        (await mediator.Send(new EndConsoleSession(ConsoleIdentity.CallerOf(http.User), sessionId), ct)).Succeeded(out _, out var failure)
            ? ConsolePages.SeeOther(ConsoleMenu.People)
            : ConsolePages.Failure(http, failure);
}
