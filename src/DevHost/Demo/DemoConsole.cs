namespace GmailPlatform.DevHost.Demo;

/// <summary>People who sign in to the console at the sandbox, one of each role, and the OAuth client that they do it with.</summary>
internal static class DemoConsole
{
    private const string ClientId = "console-client.apps.googleusercontent.com";

    private static readonly (string Email, string Name, string Role)[] People =
    [
        ("admin@console.example", "Alma Admin", "admin"),
        ("auditor@console.example", "Aurel Auditor", "auditor"),
        ("operator@console.example", "Olga Operator", "operator"),
    ];

    public static IReadOnlyList<ConsoleUser> Users { get; } = [.. People.Select(person => new ConsoleUser(person.Email, person.Role))];

    public static bool Includes(MailUser user) => People.Any(person => person.Email == user.Email);

    public static void AddTo(Dictionary<string, string> environment, DevSettings settings, string clientSecret)
    {
        environment["Console__Oidc__Authority"] = settings.SandboxUrl;
        environment["Console__Oidc__ClientId"] = ClientId;
        environment["Console__Oidc__ClientSecret"] = clientSecret;
        foreach (var (email, _, role) in People)
        {
            environment[$"Console__Roles__{role}"] = email;
        }
    }

    /// <summary>Makes them at the sandbox, which may remember them from an earlier run at another port.</summary>
    public static async Task RegisterAsync(HttpProbe sandbox, DevSettings settings, Dictionary<string, string> environment, CancellationToken ct)
    {
        var (root, clientSecret, redirectUris) = (settings.SandboxUrl + "/sandbox", environment["Console__Oidc__ClientSecret"], new[] { settings.ConsoleCallbackUrl });
        await sandbox.MakeAsync($"{root}/clients", new { clientId = ClientId, clientSecret, redirectUris }, $"{root}/clients/{ClientId}", new { clientSecret, redirectUris }, ct);
        foreach (var (email, name, _) in People)
        {
            await sandbox.MakeAsync($"{root}/people", new { email, name }, $"{root}/people/{email}", new { name }, ct);
        }
    }
}
