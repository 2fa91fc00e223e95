namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>Where the sandbox is: as configured, else the host that the request named.</summary>
internal sealed class BaseUrl(SandboxOptions options)
{
    public string Of(HttpRequest request) =>
        options.BaseUrl?.TrimEnd('/') ?? $"{request.Scheme}://{request.Host.ToUriComponent()}{request.PathBase.ToUriComponent()}";

    public string Issuer(HttpRequest request) => options.Issuer ?? Of(request);
}
