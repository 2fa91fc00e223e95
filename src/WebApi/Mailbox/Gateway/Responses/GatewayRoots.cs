using GmailPlatform.WebApi.Mailbox.Gateway.Calls;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Responses;

/// <summary>The root address of the API, at Gmail and at this gateway.</summary>
/// <param name="Gmail">With a slash at its end.</param>
/// <param name="Gateway">The mount's address as the client wrote it, without a trailing slash.</param>
internal sealed record GatewayRoots(Uri Gmail, string Gateway)
{
    /// <summary>Translates an address at Gmail to the gateway's; null if the gateway does not forward calls to it.</summary>
    public string? ToGateway(string address)
    {
        if (!Uri.TryCreate(Gmail, address, out var uri) || !Gmail.IsBaseOf(uri)
            || GmailPath.FindEscaped(Gmail.MakeRelativeUri(uri).OriginalString.Split('?')[0]) is not { } path
            || !GmailQuery.Rewrite(uri.Query).Succeeded(out var query, out _))
        {
            return null;
        }

        return $"{Gateway}/{path.Escaped}{query}";
    }
}
