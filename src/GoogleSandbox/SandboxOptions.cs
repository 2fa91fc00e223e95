namespace GmailPlatform.GoogleSandbox;

/// <summary>Configuration section <c>Sandbox</c>.</summary>
internal sealed class SandboxOptions
{
    public const string Section = "Sandbox";

    private static readonly string[] DefaultRedirectUris =
        ["http://localhost:5080/oauth/google/callback", "http://localhost:8080/callback"];

    private static readonly string[] DefaultJavaScriptOrigins = ["http://localhost:5080", "http://localhost:8080"];

    public string ClientId { get; set; } = "sandbox-client.apps.googleusercontent.com";

    public string ClientSecret { get; set; } = "GOCSPX-sandbox-secret";

    public string ProjectId { get; set; } = "sandbox-project";

    public string[]? RedirectUris { get; set; }

    public string[]? JavaScriptOrigins { get; set; }

    /// <summary>Fixed address for documents and links; otherwise they follow the host of the request.</summary>
    public string? BaseUrl { get; set; }

    public string? Issuer { get; set; }

    /// <summary>Whether the boxes of the consent page start ticked. Google leaves them empty.</summary>
    public bool ScopesPreselected { get; set; } = true;

    /// <summary>Where the state is kept over restarts; without it everything stays in memory.</summary>
    public string? StateFile { get; set; }

    public IReadOnlyList<string> EffectiveRedirectUris => RedirectUris ?? DefaultRedirectUris;

    public IReadOnlyList<string> EffectiveJavaScriptOrigins => JavaScriptOrigins ?? DefaultJavaScriptOrigins;
}
