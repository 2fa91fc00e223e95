namespace GmailPlatform.DevHost.Demo;

/// <summary>The configuration of the child programs, as environment variables.</summary>
internal static class ChildEnvironments
{
    private const string SandboxClientId = "sandbox-client.apps.googleusercontent.com";

    public static Dictionary<string, string> Sandbox(DevSettings settings, DataFolder data, string clientSecret) => new(StringComparer.Ordinal)
    {
        ["Sandbox__ClientId"] = SandboxClientId,
        ["Sandbox__ClientSecret"] = clientSecret,
        ["Sandbox__RedirectUris__0"] = settings.CallbackUrl,
        ["Sandbox__RedirectUris__1"] = DemoTenant.ReturnUrl,
        ["Sandbox__StateFile"] = data.SandboxState,
    };

    public static Dictionary<string, string> Platform(DevSettings settings, DataFolder data, string postgres, string masterKey, string clientSecret)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ASPNETCORE_URLS"] = settings.PlatformUrl,
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ConnectionStrings__Postgres"] = postgres,
            ["Sealing__MasterKey"] = masterKey,
            ["Audit__Witness__File"] = data.WitnessFile,
        };
        if (settings.GoogleClientSecretsFile is { } file)
        {
            // The platform runs in another folder than the one where this path was written.
            environment["Google__ClientSecretsFile"] = Path.GetFullPath(file);
        }
        else
        {
            AddSandboxAsGoogle(environment, settings, clientSecret);
        }

        return environment;
    }

    private static void AddSandboxAsGoogle(Dictionary<string, string> environment, DevSettings settings, string clientSecret)
    {
        var sandbox = settings.SandboxUrl;
        environment["Google__ClientId"] = SandboxClientId;
        environment["Google__ClientSecret"] = clientSecret;
        environment["Google__RedirectUri"] = settings.CallbackUrl;
        environment["Google__Endpoints__Authorization"] = sandbox + "/o/oauth2/v2/auth";
        environment["Google__Endpoints__Token"] = sandbox + "/token";
        environment["Google__Endpoints__Revocation"] = sandbox + "/revoke";
        environment["Google__Endpoints__UserInfo"] = sandbox + "/v1/userinfo";
        environment["Google__Endpoints__Jwks"] = sandbox + "/oauth2/v3/certs";
        environment["Google__Endpoints__Issuer"] = sandbox;
        environment["Google__Endpoints__RiscConfiguration"] = sandbox + "/.well-known/risc-configuration";
        environment["Google__Endpoints__RiscManagement"] = sandbox + "/";
        environment["Google__Endpoints__GmailRoot"] = sandbox + "/";
        DemoConsole.AddTo(environment, settings, clientSecret);
    }
}
