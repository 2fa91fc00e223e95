using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;

namespace GmailPlatform.GoogleSandbox.OAuth.Clients;

/// <summary>Client lookup and secret, in Google's order and words.</summary>
internal sealed class ClientAuthentication(ClientRegistry clients)
{
    public bool TryAuthenticate(TokenRequest request, [NotNullWhen(true)] out OAuthClient? client, [NotNullWhen(false)] out OAuthError? error)
    {
        client = clients.Find(request.ClientId ?? "");
        error = Check(client, request.ClientSecret);
        return error is null && client is not null;
    }

    private static OAuthError? Check(OAuthClient? client, string? secret)
    {
        if (client is null)
        {
            return OAuthError.Unauthorized("invalid_client", "The OAuth client was not found.");
        }

        if (client.Disabled)
        {
            return OAuthError.Unauthorized("disabled_client", "The OAuth client was disabled.");
        }

        if (secret is null)
        {
            return OAuthError.InvalidRequest("client_secret is missing.");
        }

        return Same(secret, client.ClientSecret) || (client.OlderSecret is { } older && Same(secret, older))
            ? null
            : OAuthError.Unauthorized("invalid_client", "The provided client secret is invalid.");
    }

    private static bool Same(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
