using GmailPlatform.Application.Console;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace GmailPlatform.WebApi.Console.SignIn;

/// <summary>Lets a cookie count only while its session lasts on the server, with the roles of the present configuration.</summary>
internal sealed class SessionCookieEvents(IMediator mediator, ConsoleRoles roles) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var person = context.Principal!;
        var held = roles.Of(person);
        if (held.Count > 0 && ConsoleIdentity.SessionOf(person) is { } sessionId && await IsOpenAsync(sessionId, context.HttpContext.RequestAborted))
        {
            context.ReplacePrincipal(ConsoleIdentity.WithRoles(person, held));
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(ConsolePolicies.Scheme);
    }

    private async Task<bool> IsOpenAsync(Guid sessionId, CancellationToken ct) =>
        (await mediator.Send(new ResumeConsoleSession(sessionId), ct)).Succeeded(out _, out _);
}
