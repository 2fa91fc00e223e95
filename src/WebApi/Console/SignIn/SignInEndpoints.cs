using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Console.SignIn;

/// <summary>The way in and out. The issuer's answer comes to <see cref="ConsoleSignIn.CallbackPath"/>, where <see cref="OidcEvents"/> takes it.</summary>
internal static class SignInEndpoints
{
    private const string Home = "/console";
    private const string SignedOutPage = "/console/signed-out";

    public static IEndpointRouteBuilder MapSignIn(this RouteGroupBuilder console)
    {
        console.MapGet("/sign-in", SignInAsync);
        console.MapGet("/signed-out", ShowSignedOutAsync);
        console.MapPost("/sign-out", EndConsoleSessionAsync).RequireAuthorization(ConsolePolicies.View);
        return console;
    }

    private static async Task<IResult> SignInAsync(HttpContext http, IOptions<ConsoleOptions> options, IssuerAddress issuer, CancellationToken ct, string? returnUrl = null)
    {
        if (!options.Value.Oidc.IsConfigured)
        {
            return ConsolePages.Failure(http, ConsoleFailures.NotConfigured);
        }

        return await issuer.IsReachableAsync(ct)
            ? TypedResults.Challenge(new AuthenticationProperties { RedirectUri = OwnPage(returnUrl) }, [ConsoleSignIn.OidcScheme])
            : ConsolePages.Failure(http, ConsoleFailures.SignInUnavailable);
    }

    private static async Task<IResult> EndConsoleSessionAsync(HttpContext http, IMediator mediator, CancellationToken ct)
    {
        var ended = await mediator.Send(new EndConsoleSession(ConsoleIdentity.CallerOf(http.User), ConsoleIdentity.SessionOf(http.User)!.Value), ct);
        if (!ended.Succeeded(out _, out var failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        await http.SignOutAsync(ConsolePolicies.Scheme);
        return ConsolePages.SeeOther(SignedOutPage);
    }

    /// <summary>Goes on to the issuer's own sign-out, where it has one (OpenID Connect RP-Initiated Logout 1.0).</summary>
    private static async Task<IResult> ShowSignedOutAsync(HttpContext http, IOptions<ConsoleOptions> options, IssuerAddress issuer, PublicAddress address, CancellationToken ct, bool done = false)
    {
        var endSession = done ? null : await issuer.EndSessionAsync(ct);
        var onward = endSession is null ? null : QueryHelpers.AddQueryString(endSession, new Dictionary<string, string?>
        {
            ["client_id"] = options.Value.Oidc.ClientId,
            ["post_logout_redirect_uri"] = address.Of($"{SignedOutPage}?done=true"),
        });
        return ConsolePages.Show<SignedOutPage>(new { Onward = onward });
    }

    /// <summary>Nowhere but to a page of ours that asks for a session, and that a Location header can name.</summary>
    private static string OwnPage(string? returnUrl) =>
        returnUrl is not null && returnUrl.All(c => c is > ' ' and < '\x7f') && (returnUrl.StartsWith(Home, StringComparison.Ordinal) || returnUrl.StartsWith("/hangfire", StringComparison.Ordinal)) ? returnUrl : Home;
}
