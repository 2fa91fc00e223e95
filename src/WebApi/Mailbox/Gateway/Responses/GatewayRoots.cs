using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Mailbox.Gateway.Calls;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Responses;

/// <summary>The root address of the API, at Gmail and at this gateway.</summary>
/// <param name="gmail">With a slash at its end.</param>
/// <param name="address">The public address of this server.</param>
/// <param name="request">The client's request, which names this server.</param>
/// <param name="mount">The mount that it called.</param>
internal sealed class GatewayRoots(Uri gmail, PublicAddress address, HttpRequest request, GatewayMount mount)
{
    /// <summary>The mount's address as the client wrote it, without a trailing slash. Few responses contain one.</summary>
    private string Gateway => field ??= address.AsNamedBy(request) + mount.Path;

    /// <summary>Translates an address at Gmail to the gateway's; null if the gateway does not forward calls to it.</summary>
    public string? ToGateway(string gmailAddress)
    {
        if (!Uri.TryCreate(gmail, gmailAddress, out var uri) || !gmail.IsBaseOf(uri)
            || GmailPath.FindEscaped(gmail.MakeRelativeUri(uri).OriginalString.Split('?')[0]) is not { } path
            || !GmailQuery.Rewrite(uri.Query).Succeeded(out var query, out _))
        {
            return null;
        }

        return $"{Gateway}/{path.Escaped}{query}";
    }
}
