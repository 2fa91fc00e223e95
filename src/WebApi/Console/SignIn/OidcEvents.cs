using System.Security.Claims;
using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Console.SignIn;

/// <summary>What becomes of the issuer's answer: a session, or a page that says why there is none.</summary>
internal sealed class OidcEvents(IMediator mediator, ConsoleRoles roles, PublicAddress address, IOptions<ConsoleOptions> options, ILogger<OidcEvents> logger) : OpenIdConnectEvents
{
    /// <summary>Behind a proxy the request does not know its own address.</summary>
    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        context.ProtocolMessage.RedirectUri = address.Of(context.Options.CallbackPath);
        return Task.CompletedTask;
    }

    /// <summary>The last step, after the answer was verified: the state, the code with PKCE, the <c>id_token</c> and its nonce.</summary>
    public override async Task TicketReceived(TicketReceivedContext context)
    {
        var answer = context.Principal!;
        var person = ConsoleIdentity.PersonOf(answer);
        var started = await mediator.Send(new StartConsoleSession(person, roles.Of(answer), options.Value.SessionLimit), context.HttpContext.RequestAborted);
        if (!started.Succeeded(out var session, out var failure))
        {
            context.HandleResponse();
            await ConsolePages.WriteFailureAsync(context.HttpContext, failure, Problems.StatusOf(failure));
            return;
        }

        context.Principal = ConsoleIdentity.Create(person, session, ForRoles(answer));
        // Ends with the browser at the latest, and holds nothing of the answer.
        context.Properties = new AuthenticationProperties { IsPersistent = false };
    }

    public override async Task RemoteFailure(RemoteFailureContext context)
    {
        // Names neither the code nor the state.
        logger.LogWarning("A sign-in to the console did not finish: {Cause}", context.Failure?.Message);
        context.HandleResponse();
        await ConsolePages.WriteFailureAsync(context.HttpContext, ConsoleFailures.SignInFailed, Problems.StatusOf(ConsoleFailures.SignInFailed));
    }

    private IEnumerable<Claim> ForRoles(ClaimsPrincipal answer) => roles.Claims.SelectMany(answer.FindAll);
}
