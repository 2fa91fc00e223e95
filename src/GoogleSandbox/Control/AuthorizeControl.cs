using GmailPlatform.GoogleSandbox.OAuth.Authorization;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Does what a person would do in the browser, through the same decisions.</summary>
internal static class AuthorizeControl
{
    public static void MapAuthorizeControl(this IEndpointRouteBuilder sandbox) => sandbox.MapPost("/authorize", Authorize);

    private static IResult Authorize(
        Consent body, HttpRequest http, AuthorizationRequestReader reader, AuthorizationServer server, BaseUrl baseUrl)
    {
        if (!Uri.TryCreate(body.AuthorizationUrl, UriKind.Absolute, out var url))
        {
            return ControlAnswers.Invalid("invalid_url", "authorizationUrl must be an absolute URL");
        }

        if (!reader.TryRead(url.Query, out var request, out var error))
        {
            return ControlAnswers.Invalid(error.Error, error.Message);
        }

        if (server.Active(body.Email) is not { } person)
        {
            return ControlAnswers.Invalid("unknown_person", $"Nobody with an active account is called {body.Email}.");
        }

        var response = server.Next(request, person) switch
        {
            AuthorizationStep.Respond respond => respond.Response,
            _ => body.Deny == true ? AuthorizationServer.Deny(request) : server.Allow(request, person, body.Scopes ?? request.Scopes),
        };
        return ControlAnswers.Ok(new
        {
            redirectUrl = response.RedirectUrl(baseUrl.Issuer(http)),
            code = response.Code,
            state = request.State,
            error = response.Error,
        });
    }

    private sealed record Consent(string AuthorizationUrl, string Email, bool? Deny, IEnumerable<string>? Scopes);
}
