using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary><c>POST /token</c>.</summary>
internal sealed class TokenEndpoint(IEnumerable<ITokenGrant> grants, BaseUrl baseUrl)
{
    public async Task<IResult> HandleAsync(HttpRequest http, CancellationToken ct)
    {
        var form = await http.ReadFormOrEmptyAsync(ct);
        var request = new TokenRequest(form, http.Headers.Authorization);
        var grant = grants.FirstOrDefault(candidate => candidate.GrantType == request.GrantType);
        return grant is null
            ? OAuthError.BadRequest("unsupported_grant_type", $"Invalid grant_type: {request.GrantType}").ToResult()
            : grant.Handle(request, new Site(baseUrl.Issuer(http), baseUrl.Of(http))).ToResult();
    }
}
