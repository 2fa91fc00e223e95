using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth.Authorization;

/// <summary>The authorization endpoint and the steps of its pages. Every step checks the whole request again.</summary>
internal sealed class AuthorizationEndpoint(
    AuthorizationRequestReader reader, AuthorizationServer server, AuthorizationPages pages, BaseUrl baseUrl)
{
    public IResult Start(HttpRequest http) =>
        reader.TryRead(http.QueryString.Value ?? "", out var request, out var error)
            ? Show(http, request, server.Next(request, picked: null))
            : Results.Redirect(error.PageUrl(http.Query["client_id"]));

    public async Task<IResult> StepAsync(HttpRequest http, CancellationToken ct)
    {
        var form = await http.ReadFormOrEmptyAsync(ct);
        if (!reader.TryRead(form["request"].ToString(), out var request, out var error))
        {
            return Results.Redirect(error.PageUrl(null));
        }

        if (server.Active(form["account"]) is not { } person)
        {
            return pages.ChooseAccount(request);
        }

        return form["decision"].ToString() switch
        {
            "switch" => pages.ChooseAccount(request),
            "select-all" => pages.Consent(request, person, ticked: true),
            "deny" => Respond(http, AuthorizationServer.Deny(request)),
            "allow" => Respond(http, server.Allow(request, person, form["scope"].OfType<string>())),
            _ => Show(http, request, server.Next(request, person)),
        };
    }

    private IResult Show(HttpRequest http, AuthorizationRequest request, AuthorizationStep step) => step switch
    {
        AuthorizationStep.AskConsent ask => pages.Consent(request, ask.Person),
        AuthorizationStep.Respond respond => Respond(http, respond.Response),
        _ => pages.ChooseAccount(request),
    };

    private IResult Respond(HttpRequest http, AuthorizationResponse response)
    {
        var issuer = baseUrl.Issuer(http);
        return response.Request.PopupOrigin is null
            ? Results.Redirect(response.RedirectUrl(issuer))
            : AuthorizationPages.PopupRelay(response, issuer);
    }
}
