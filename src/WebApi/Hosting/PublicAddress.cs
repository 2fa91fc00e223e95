namespace GmailPlatform.WebApi.Hosting;

/// <summary>Where browsers reach this server: where Google sends them back to.</summary>
internal sealed class PublicAddress(IConfiguration configuration)
{
    private readonly Uri _root = new(new Uri(configuration["Google:RedirectUri"] ?? throw new InvalidOperationException("Set Google:RedirectUri.")), "/");

    public string Of(string path) => new Uri(_root, path).AbsoluteUri;
}
