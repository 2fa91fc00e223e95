using System.Security.Cryptography;

namespace GmailPlatform.Testing;

/// <summary>How a platform and a sandbox are told of one another.</summary>
/// <param name="Postgres">Connection string of the platform's database.</param>
public sealed record WorldSettings(string Postgres, int PlatformPort, int SandboxPort)
{
    public const string ClientId = "test-client.apps.googleusercontent.com";
    public const string ClientSecret = "GOCSPX-test-client-secret";

    /// <summary>A return URL of every test tenant. Nobody listens there: tests read it off the redirect.</summary>
    public const string ReturnUrl = "https://app.example/connected";

    /// <summary>A redirect URI of a client that runs the flow itself.</summary>
    public const string ClientRedirectUri = "https://app.example/oauth/callback";

    /// <summary>People with a role in the console.</summary>
    public const string Admin = "admin@console.example";
    public const string Auditor = "auditor@console.example";
    public const string Operator = "operator@console.example";

    public string MasterKey { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>Where the sandbox keeps its state over a stop and a start; null: it forgets.</summary>
    public string? SandboxStateFile { get; init; }

    public Uri PlatformUrl => new($"http://127.0.0.1:{PlatformPort}/");

    public Uri SandboxUrl => new($"http://127.0.0.1:{SandboxPort}/");

    public IReadOnlyDictionary<string, string?> ForSandbox() => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["Sandbox:ClientId"] = ClientId,
        ["Sandbox:ClientSecret"] = ClientSecret,
        ["Sandbox:RedirectUris:0"] = $"{PlatformUrl}oauth/google/callback",
        ["Sandbox:RedirectUris:1"] = ClientRedirectUri,
        ["Sandbox:RedirectUris:2"] = $"{PlatformUrl}console/signed-in",
        ["Sandbox:StateFile"] = SandboxStateFile,
    };

    public IReadOnlyDictionary<string, string?> ForPlatform() => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["ConnectionStrings:Postgres"] = Postgres,
        ["Sealing:MasterKey"] = MasterKey,
        ["Google:ClientId"] = ClientId,
        ["Google:ClientSecret"] = ClientSecret,
        ["Google:RedirectUri"] = $"{PlatformUrl}oauth/google/callback",
        ["Google:Endpoints:Authorization"] = $"{SandboxUrl}o/oauth2/v2/auth",
        ["Google:Endpoints:Token"] = $"{SandboxUrl}token",
        ["Google:Endpoints:Revocation"] = $"{SandboxUrl}revoke",
        ["Google:Endpoints:UserInfo"] = $"{SandboxUrl}v1/userinfo",
        ["Google:Endpoints:Jwks"] = $"{SandboxUrl}oauth2/v3/certs",
        ["Google:Endpoints:Issuer"] = SandboxUrl.ToString().TrimEnd('/'),
        ["Google:Endpoints:RiscConfiguration"] = $"{SandboxUrl}.well-known/risc-configuration",
        ["Google:Endpoints:RiscManagement"] = SandboxUrl.ToString(),
        ["Google:Endpoints:GmailRoot"] = SandboxUrl.ToString(),
        ["Console:Oidc:Authority"] = SandboxUrl.ToString().TrimEnd('/'),
        ["Console:Oidc:ClientId"] = ClientId,
        ["Console:Oidc:ClientSecret"] = ClientSecret,
        ["Console:Roles:admin"] = Admin,
        ["Console:Roles:auditor:0"] = Auditor,
        ["Console:Roles:auditor:1"] = "hd=auditors.example",
        ["Console:Roles:operator"] = $"somebody.else@console.example, {Operator}",
        // They run by the minute of the real clock, and meddle with what a test counts.
        ["Jobs:Recurring"] = "false",
    };
}
