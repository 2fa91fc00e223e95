using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>What the id_token and userinfo tell about a person; it follows the granted scopes.</summary>
internal static class UserClaims
{
    public static JsonObject For(Person person, IReadOnlySet<string> scopes, string baseUrl)
    {
        var claims = new JsonObject { ["sub"] = person.Sub };
        if (scopes.Contains(Scopes.Profile))
        {
            claims["name"] = person.Name;
            claims["picture"] = PictureUrl(person, baseUrl);
            claims["given_name"] = person.GivenName;
            if (person.FamilyName is { } familyName)
            {
                claims["family_name"] = familyName;
            }
        }

        if (scopes.Contains(Scopes.Email))
        {
            claims["email"] = person.Email;
            claims["email_verified"] = !person.EmailUnverified;
        }

        // Only organization accounts have it; its absence means a consumer account.
        if (person.HostedDomain is { } hostedDomain)
        {
            claims["hd"] = hostedDomain;
        }

        return claims;
    }

    /// <summary>The older spelling of userinfo v2.</summary>
    public static JsonObject ForV2(Person person, IReadOnlySet<string> scopes, string baseUrl)
    {
        var claims = For(person, scopes, baseUrl);
        var renamed = new JsonObject();
        foreach (var (name, value) in claims)
        {
            var nameInV2 = name switch { "sub" => "id", "email_verified" => "verified_email", _ => name };
            renamed[nameInV2] = value?.DeepClone();
        }

        return renamed;
    }

    private static string PictureUrl(Person person, string baseUrl) => $"{baseUrl}/a/{person.Sub}";
}
