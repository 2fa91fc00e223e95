using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GmailPlatform.Application.Grants;
using Google.Apis.Auth.OAuth2.Requests;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class GoogleAuthorizationEndpoint(IOptions<GoogleOptions> options) : IAuthorizationEndpoint, IIssuer
{
    public string Name => options.Value.Endpoints.Issuer;

    public string UrlFor(AuthorizationRequest request)
    {
        var url = new GoogleAuthorizationCodeRequestUrl(new Uri(options.Value.Endpoints.Authorization))
        {
            ClientId = request.Client.ClientId,
            RedirectUri = request.RedirectUri,
            Scope = request.Scopes.ToString(),
            State = request.State?.Reveal(),
            // "offline" is what makes Google send a refresh token.
            AccessType = "offline",
            IncludeGrantedScopes = request.IncludeGrantedScopes ? "true" : null,
            Prompt = request.ForceConsent ? "consent" : null,
            LoginHint = request.LoginHint,
            Nonce = request.Nonce?.Reveal(),
        };
        if (request.CodeVerifier is { } verifier)
        {
            url.CodeChallenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier.Reveal())));
            url.CodeChallengeMethod = "S256";
        }

        if (request.HostedDomain is { } domain)
        {
            // Google.Apis.Auth has no property for it.
            url.UserDefinedQueryParams = [KeyValuePair.Create("hd", domain)];
        }

        return url.Build().AbsoluteUri;
    }
}
