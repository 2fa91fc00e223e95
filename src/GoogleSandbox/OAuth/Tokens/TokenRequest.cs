using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>A call of the token endpoint, with the client's credentials from the body or from HTTP Basic.</summary>
internal sealed class TokenRequest
{
    private readonly IFormCollection _form;

    public TokenRequest(IFormCollection form, string? authorizationHeader)
    {
        _form = form;
        (ClientId, ClientSecret) = Basic(authorizationHeader) ?? (this["client_id"], this["client_secret"]);
    }

    public string? GrantType => this["grant_type"];

    public string? ClientId { get; }

    public string? ClientSecret { get; }

    /// <summary>A form value; null when absent or empty.</summary>
    public string? this[string name] => Forms.NullIfEmpty(_form[name]);

    // RFC 6749 section 2.3.1: both halves are form-encoded before they are joined.
    private static (string? Id, string? Secret)? Basic(string? header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || value is not { Scheme: "Basic", Parameter: { } parameter })
        {
            return null;
        }

        var bytes = new byte[parameter.Length];
        if (!Convert.TryFromBase64String(parameter, bytes, out var length)
            || Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is not [var id, var secret])
        {
            return null;
        }

        return (Forms.NullIfEmpty(Uri.UnescapeDataString(id)), Forms.NullIfEmpty(Uri.UnescapeDataString(secret)));
    }
}
