using System.Net;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.OAuth.Authorization;

/// <summary>The answer to the application, its parameters in the order that Google sends them.</summary>
internal sealed record AuthorizationResponse
{
    public required AuthorizationRequest Request { get; init; }

    public string? Code { get; init; }

    public string? Error { get; init; }

    public IReadOnlyList<(string Name, string Value)> Grant { get; private init; } = [];

    public static AuthorizationResponse Succeeded(AuthorizationRequest request, Person person, AuthorizationCode code)
    {
        List<(string, string)> grant = [("code", code.Value), ("scope", Scopes.Print(code.Scopes)), ("authuser", "0")];
        if (person.HostedDomain is { } hostedDomain)
        {
            grant.Add(("hd", hostedDomain));
        }

        grant.Add(("prompt", code.ConsentShown ? "consent" : "none"));
        return new AuthorizationResponse { Request = request, Code = code.Value, Grant = grant };
    }

    public static AuthorizationResponse Failed(AuthorizationRequest request, string error) => new() { Request = request, Error = error };

    public string RedirectUrl(string issuer)
    {
        var query = string.Join('&', Parameters(issuer).Select(parameter => $"{parameter.Name}={WebUtility.UrlEncode(parameter.Value)}"));
        return $"{Request.RedirectUri}{(Request.RedirectUri.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
    }

    /// <summary>All parameters; a popup gets them as a message instead of a redirect.</summary>
    public IEnumerable<(string Name, string Value)> Parameters(string issuer)
    {
        if (Error is not null)
        {
            yield return ("error", Error);
        }

        if (Request.State is { } state)
        {
            yield return ("state", state);
        }

        if (!Request.Client.OmitIss)
        {
            yield return ("iss", issuer);
        }

        foreach (var parameter in Grant)
        {
            yield return parameter;
        }
    }
}
