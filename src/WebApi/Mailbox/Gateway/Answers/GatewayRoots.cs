using GmailPlatform.WebApi.Mailbox.Gateway.Calls;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Answers;

/// <summary>The same place as Google and as the client names it.</summary>
/// <param name="Gmail">With a slash at its end.</param>
/// <param name="Gateway">The mount's address as the client named it, without one.</param>
internal sealed record GatewayRoots(Uri Gmail, string Gateway)
{
    /// <summary>Where a client finds here what Gmail names; null for whatever is not a call that this gateway forwards.</summary>
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
