using System.Text.Json;

namespace GmailPlatform.DevHost.Demo;

/// <summary>What a developer, a script or a test needs to use the running environment: <c>.data/demo.json</c>.</summary>
internal sealed record DemoFile(
    string BaseUrl,
    string? SandboxUrl,
    string ApiKey,
    string Postgres,
    IReadOnlyList<ConsoleUser> ConsoleUsers,
    IReadOnlyList<MailUser> MailUsers)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The file of an earlier run; one that does not read counts as none.</summary>
    public static async Task<DemoFile?> ReadAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<DemoFile>(await File.ReadAllTextAsync(path, ct), Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public Task WriteAsync(string path, CancellationToken ct) =>
        PrivateFile.WriteAsync(path, JsonSerializer.Serialize(this, Json) + "\n", ct);
}

internal sealed record ConsoleUser(string Email, string Role);

internal sealed record MailUser(string Email);
