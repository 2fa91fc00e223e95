using System.Text;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Who a call is about, learned before it has an effect. Holds addresses and names, never a secret.</summary>
internal sealed record CallIdentity(string Endpoint, string? PersonSub, string? PersonEmail, string? GrantType, string? ClientId);

/// <summary>Learns the identity of a call from its code, token or hint.</summary>
internal sealed class CallIdentifier(PeopleDirectory people, CodeStore codes, TokenStore tokens)
{
    public async Task<CallIdentity?> IdentifyAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<EndpointName>() is not { } endpoint)
        {
            return null;
        }

        var request = context.Request;
        var form = await request.ReadFormOrEmptyAsync(context.RequestAborted);
        return endpoint.Value switch
        {
            "token" => OfTokenCall(endpoint, new TokenRequest(form, request.Headers.Authorization)),
            "authorization" => Identity(endpoint, people.Find(request.Query["login_hint"]), clientId: Forms.NullIfEmpty(request.Query["client_id"])),
            "revoke" => OfToken(endpoint, request.Parameter(form, "token")),
            "tokeninfo" => OfToken(endpoint, TokenInfoEndpoint.TokenOf(request, form)),
            "jwks" or "discovery" or "riscConfiguration" or "risc" => Identity(endpoint, null),
            _ => OfToken(endpoint, BearerToken.From(request)),
        };
    }

    private CallIdentity OfTokenCall(EndpointName endpoint, TokenRequest request)
    {
        var sub = request.GrantType switch
        {
            "authorization_code" => codes.Peek(request["code"] ?? "")?.Sub,
            "refresh_token" => tokens.FindRefresh(request["refresh_token"] ?? "")?.Sub,
            JwtBearerGrant.Urn when JwtAssertion.TryRead(request["assertion"], out var assertion) => assertion.Text("sub"),
            _ => null,
        };
        return Identity(endpoint, people.Find(sub), request.GrantType, request.ClientId);
    }

    private CallIdentity OfToken(EndpointName endpoint, string? token)
    {
        var access = tokens.FindAccess(token ?? "");
        var refresh = tokens.FindRefresh(token ?? "");
        return Identity(endpoint, people.Find(access?.Sub ?? refresh?.Sub), clientId: access?.ClientId ?? refresh?.ClientId);
    }

    private static CallIdentity Identity(EndpointName endpoint, Person? person, string? grantType = null, string? clientId = null) =>
        new(endpoint.Value, person?.Sub, person?.Email, Shorten(grantType), Shorten(clientId));

    // What a stranger sends ends up in the call log: keep it short and printable.
    private static string? Shorten(string? value) => value is null
        ? null
        : new StringBuilder().Append([.. value.Where(letter => !char.IsControl(letter)).Take(200)]).ToString();
}
