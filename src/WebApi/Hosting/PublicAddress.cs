namespace GmailPlatform.WebApi.Hosting;

/// <summary>Where browsers reach this server: where Google sends them back to.</summary>
internal sealed class PublicAddress
{
    private readonly Uri _root;
    private readonly string _origin;
    private readonly string _authority;

    public PublicAddress(string redirectUri)
    {
        _root = new Uri(new Uri(redirectUri), "/");
        (_origin, _authority) = (_root.GetLeftPart(UriPartial.Authority), _root.Authority);
    }

    /// <summary>Whether browsers speak TLS to this server, which a proxy may end before it.</summary>
    public bool IsHttps => _root.Scheme == Uri.UriSchemeHttps;

    public string Of(string path) => new Uri(_root, path).AbsoluteUri;

    /// <summary>This server as the request's client names it, without a slash at the end. Behind a proxy that ends TLS only the host is the client's own.</summary>
    public string AsNamedBy(HttpRequest request) => string.Equals(request.Host.Value, _authority, StringComparison.OrdinalIgnoreCase)
        ? _origin
        : $"{request.Scheme}://{request.Host}";
}
