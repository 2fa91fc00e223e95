using GmailPlatform.Application;
using GmailPlatform.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace GmailPlatform.Testing;

/// <summary>A Google sandbox in this process and platforms in processes of their own, over one database and with the real clock.</summary>
public sealed class ProcessWorld : IAsyncDisposable
{
    private readonly WebApplication _sandbox;
    private readonly IHost _useCases;
    private readonly List<PlatformProcess> _processes = [];

    private ProcessWorld(WorldSettings settings, WebApplication sandbox, IHost useCases)
    {
        (Settings, _sandbox, _useCases) = (settings, sandbox, useCases);
        Google = new GoogleControl(settings.SandboxUrl);
    }

    public WorldSettings Settings { get; }

    public GoogleControl Google { get; }

    /// <summary>The use cases and adapters over the same database and key ring, in this process.</summary>
    public IServiceProvider Services => _useCases.Services;

    /// <summary>A world without a platform yet.</summary>
    /// <param name="postgres">Connection string of an empty database.</param>
    public static async Task<ProcessWorld> StartAsync(string postgres)
    {
        var settings = new WorldSettings(postgres, World.FreePort(), World.FreePort());
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(settings.ForPlatform());
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, runJobs: false);
        return new ProcessWorld(settings, await World.StartSandboxAsync(settings, TimeProvider.System), builder.Build());
    }

    /// <summary>A platform that is ready. What it is told wins over the settings of this world; null takes a setting away.</summary>
    public async Task<PlatformProcess> StartPlatformAsync(params (string Name, string? Value)[] changes)
    {
        var platform = await StartAsync(changes);
        await platform.WaitReadyAsync();
        return platform;
    }

    /// <summary>A platform process, whatever becomes of it.</summary>
    public async Task<PlatformProcess> StartAsync((string Name, string? Value)[] changes, params string[] arguments)
    {
        var settings = new Dictionary<string, string?>(Settings.ForPlatform(), StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            settings[name] = value;
        }

        var process = await PlatformProcess.StartAsync(Settings.PlatformUrl, settings, arguments);
        _processes.Add(process);
        return process;
    }

    /// <summary>Runs a command of <c>./gmailplatform</c> to its end.</summary>
    public async Task<CommandOutcome> RunAsync(params string[] arguments)
    {
        var process = await StartAsync([], arguments);
        return new CommandOutcome(await process.WaitForExitAsync(), process.Output, process.Error);
    }

    /// <summary>A new tenant with a key that may do everything.</summary>
    public Task<TestTenant> ATenantAsync() => TestTenant.CreateAsync(Services, Settings.PlatformUrl, Google, []);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        Google.Dispose();
        _useCases.Dispose();
        await _sandbox.DisposeAsync();
    }
}

/// <summary>What a command left.</summary>
public sealed record CommandOutcome(int ExitCode, string Output, string Error);
