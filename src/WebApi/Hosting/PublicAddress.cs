namespace GmailPlatform.WebApi.Hosting;

/// <summary>Where browsers reach this server: where Google sends them back to.</summary>
internal sealed class PublicAddress(string redirectUri)
{
    private readonly Uri _root = new(new Uri(redirectUri), "/");

    /// <summary>Whether browsers speak TLS to this server, which a proxy may end before it.</summary>
    public bool IsHttps => _root.Scheme == Uri.UriSchemeHttps;

    public string Of(string path) => new Uri(_root, path).AbsoluteUri;
}
