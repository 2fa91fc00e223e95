using System.Globalization;

namespace GmailPlatform.DevHost.Demo;

/// <summary>What the environment may change about run.sh (its variables are listed there).</summary>
internal sealed record DevSettings
{
    public required int PlatformPort { get; init; }

    public required int SandboxPort { get; init; }

    public required string DataFolder { get; init; }

    /// <summary>A database somewhere else: none is started here.</summary>
    public string? Postgres { get; init; }

    /// <summary>Google's <c>client_secret.json</c>: the platform talks to Google, no sandbox is started.</summary>
    public string? GoogleClientSecretsFile { get; init; }

    public string PlatformUrl => $"http://localhost:{PlatformPort}";

    public string SandboxUrl => $"http://localhost:{SandboxPort}";

    public string CallbackUrl => PlatformUrl + "/oauth/google/callback";

    /// <summary>Where the sandbox leads people back to who sign in to the console.</summary>
    public string ConsoleCallbackUrl => PlatformUrl + "/console/signed-in";

    public bool UsesSandbox => GoogleClientSecretsFile is null;

    public static DevSettings FromEnvironment() => new()
    {
        PlatformPort = Port("GMAILPLATFORM_PORT", 5080),
        SandboxPort = Port("GMAILPLATFORM_SANDBOX_PORT", 5081),
        DataFolder = Path.GetFullPath(Text("GMAILPLATFORM_DATA") ?? ".data"),
        Postgres = Text("ConnectionStrings__Postgres"),
        GoogleClientSecretsFile = Text("Google__ClientSecretsFile"),
    };

    private static string? Text(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private static int Port(string name, int otherwise) => Text(name) switch
    {
        null => otherwise,
        var text when ushort.TryParse(text, CultureInfo.InvariantCulture, out var port) && port > 0 => port,
        var text => throw new DevHostException($"{name} is \"{text}\": it should be a port number from 1 to 65535."),
    };
}
