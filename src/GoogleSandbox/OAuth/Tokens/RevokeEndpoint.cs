using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.Risc;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary><c>POST /revoke</c> (RFC 7009) without client authentication; the token comes in the body or in the query.</summary>
internal sealed class RevokeEndpoint(TokenStore tokens, Revocations revocations, Transmitter transmitter, SandboxClock clock, BaseUrl baseUrl)
{
    public async Task<IResult> HandleAsync(HttpRequest http, CancellationToken ct)
    {
        var form = await http.ReadFormOrEmptyAsync(ct);
        if (http.Parameter(form, "token") is not { } token)
        {
            return OAuthError.InvalidRequest("Missing required parameter: token").ToResult();
        }

        if (OwnerOf(token) is not { } owner)
        {
            return OAuthError.BadRequest("invalid_token", "Token expired or revoked").ToResult();
        }

        transmitter.TellTokens(owner.Sub, owner.ProjectId, baseUrl.Issuer(http), () => revocations.Project(owner.Sub, owner.ProjectId));
        return JsonAnswer.NotStored(new JsonObject());
    }

    private (string Sub, string ProjectId)? OwnerOf(string token)
    {
        var now = clock.GetUtcNow();
        if (tokens.FindRefresh(token) is { } refresh && refresh.IsLive(now))
        {
            return (refresh.Sub, refresh.ProjectId);
        }

        return tokens.FindAccess(token) is { } access && access.IsLive(now) ? (access.Sub, access.ProjectId) : null;
    }
}
