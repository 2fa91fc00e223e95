using System.Text.Json;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Demo;

/// <summary>A tenant and an API key to play with, made through the platform's own command line, on a database that may still be empty.</summary>
internal sealed class DemoTenant(IReadOnlyDictionary<string, string> platformEnvironment)
{
    public const string ReturnUrl = "http://localhost:8080/callback";

    private static readonly string[] Permissions = ["grants:read", "grants:write", "tokens:read", "mail:read", "mail:write"];

    /// <summary>The API key.</summary>
    public async Task<string> CreateAsync(CancellationToken ct)
    {
        await RunAsync(["migrate", "--json"], ct);
        var tenant = await RunAsync(["tenant", "create", "--name", "Demo", "--return-url", ReturnUrl, "--json"], "id", ct);
        return await RunAsync(
            ["key", "create", "--tenant", tenant, "--name", "demo", .. Permissions.SelectMany(permission => new[] { "--permission", permission }), "--json"],
            "key",
            ct);
    }

    private async Task<string> RunAsync(IReadOnlyList<string> arguments, string member, CancellationToken ct) =>
        Read(await RunAsync(arguments, ct), member)
        ?? throw new DevHostException($"./gmailplatform {arguments[0]} {arguments[1]} did not answer with \"{member}\".");

    private async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken ct)
    {
        var result = await Command.RunAsync(Programs.Platform(platformEnvironment, arguments), ct);
        return result.ExitCode == 0
            ? result.Output
            : throw new DevHostException($"./gmailplatform {arguments[0]} {arguments[1]} failed (exit code {result.ExitCode}): {result.Error.Trim()}");
    }

    private static string? Read(string output, string member)
    {
        try
        {
            return JsonDocument.Parse(output).RootElement.GetProperty(member).GetString();
        }
        catch (Exception unreadable) when (unreadable is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
