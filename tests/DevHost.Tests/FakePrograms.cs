using System.Diagnostics;
using System.Text.Json;
using GmailPlatform.DevHost.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.DevHost.Tests;

/// <summary>
/// DevHost as run.sh starts it, with stand-ins: a shell script in place of <c>dotnet</c> plays the child programs, and
/// one Kestrel answers for both of them.
/// </summary>
internal sealed class FakePrograms : IAsyncDisposable
{
    private const string Dotnet = """
        program=$(basename "$1" .dll)
        cd "$(dirname "$0")"
        case "$2" in
            migrate) echo "$@" >>commands; echo '{"upToDate":true}' ;;
            tenant) echo "$@" >>commands; echo '{"id":"tenant-1","name":"Demo"}' ;;
            key) echo "$@" >>commands; echo "{\"id\":\"key-1\",\"key\":\"gp_$RANDOM$RANDOM\",\"permissions\":[]}" ;;
            *) env >"$program.env"; if [ -e data/demo.json ]; then touch "$program.found-demo"; fi; echo "$program is up"; echo $$ >"$program.pid"; exec sleep 600 ;;
        esac
        """;

    private readonly TempFolder _temp = new();
    private readonly WebApplication _web;

    private FakePrograms(WebApplication web)
    {
        _web = web;
        _temp.Script("dotnet", Dotnet);
    }

    /// <summary>The only key that the fake platform takes; null: any.</summary>
    public string? ValidKey { get; set; }

    public string Url => _web.Urls.Single();

    public string DataFolder => _temp.File("data");

    public JsonElement Demo => JsonDocument.Parse(File.ReadAllText(Path.Combine(DataFolder, "demo.json"))).RootElement;

    public string Key => Demo.GetProperty("apiKey").GetString()!;

    /// <summary>Whether demo.json was there when the platform started.</summary>
    public bool PlatformFoundDemo => File.Exists(_temp.File("GmailPlatform.WebApi.found-demo"));

    public string[] Commands => File.ReadAllLines(_temp.File("commands"));

    public static async Task<FakePrograms> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        var fake = new FakePrograms(server);
        server.MapGet("/", () => "sandbox");
        server.MapGet("/sandbox/people", () => new { people = new[] { new { sub = "1", email = "ada@example.com", name = "Ada" }, new { sub = "2", email = "admin@console.example", name = "Alma Admin" } } });
        server.MapPost("/sandbox/people", () => Results.Conflict());
        server.MapPatch("/sandbox/people/{email}", () => Results.Ok());
        server.MapPost("/sandbox/clients", () => Results.StatusCode(201));
        server.MapGet("/health/ready", () => fake.WasStarted("WebApi") ? Results.Ok() : Results.StatusCode(503));
        server.MapGet("/v1/grants", (HttpRequest request) =>
            fake.ValidKey is null || request.Headers.Authorization == "Bearer " + fake.ValidKey ? Results.Ok() : Results.Unauthorized());
        await server.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    public Task<Process> StartDevHostAsync(params IReadOnlyList<(string Name, string Value)> settings)
    {
        var port = new Uri(Url).Port.ToString();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{_temp.Path}:{Environment.GetEnvironmentVariable("PATH")}",
            ["GMAILPLATFORM_PORT"] = port,
            ["GMAILPLATFORM_SANDBOX_PORT"] = port,
            ["GMAILPLATFORM_DATA"] = DataFolder,
            ["ConnectionStrings__Postgres"] = "Host=elsewhere",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var info = new ProgramStart(ExecutablePath.Find("dotnet")!, Repository.DevHost) { Environment = environment }.ToStartInfo();
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        return Launcher.StartAsync(info);
    }

    public string[] EnvironmentOf(string program) => File.ReadAllLines(_temp.File($"GmailPlatform.{program}.env"));

    public bool WasStarted(string program) => File.Exists(_temp.File($"GmailPlatform.{program}.pid"));

    public int ProcessIdOf(string program) => int.Parse(File.ReadAllText(_temp.File($"GmailPlatform.{program}.pid")));

    /// <summary>A zombie that nobody has buried yet has no working directory any more.</summary>
    public bool IsRunning(string program) => new FileInfo($"/proc/{ProcessIdOf(program)}/cwd").LinkTarget is not null;

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        _temp.Dispose();
    }
}
