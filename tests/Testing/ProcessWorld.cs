using GmailPlatform.Application;
using GmailPlatform.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace GmailPlatform.Testing;

/// <summary>A Google sandbox in this process and platforms in processes of their own, over one database and with the real clock.</summary>
public sealed class ProcessWorld : IAsyncDisposable
{
    private WebApplication? _sandbox;
    private readonly IHost _useCases;
    private readonly List<PlatformProcess> _processes = [];

    private ProcessWorld(WorldSettings settings, WebApplication? sandbox, IHost useCases)
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
    /// <param name="sandboxStateFile">Lets the sandbox go and come back: see <see cref="StopGoogleAsync"/>.</param>
    public static async Task<ProcessWorld> StartAsync(string postgres, string? sandboxStateFile = null)
    {
        var settings = new WorldSettings(postgres, World.FreePort(), World.FreePort()) { SandboxStateFile = sandboxStateFile };
        return new ProcessWorld(settings, await World.StartSandboxAsync(settings, TimeProvider.System), BuildUseCases(settings));
    }

    /// <summary>A world with neither a platform nor a sandbox: <see cref="SandboxProcess"/> starts one by its settings.</summary>
    /// <param name="postgres">Connection string of an empty database.</param>
    /// <param name="sandboxStateFile">Where the sandbox keeps its people over a restart.</param>
    public static ProcessWorld WithoutGoogle(string postgres, string sandboxStateFile)
    {
        var settings = new WorldSettings(postgres, World.FreePort(), World.FreePort()) { SandboxStateFile = sandboxStateFile };
        return new ProcessWorld(settings, sandbox: null, BuildUseCases(settings));
    }

    /// <summary>The use cases and adapters once more, as a node of their own would have them.</summary>
    public IHost BuildUseCases() => BuildUseCases(Settings);

    private static IHost BuildUseCases(WorldSettings settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(settings.ForPlatform());
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, runJobs: false);
        return builder.Build();
    }

    /// <summary>A platform that is ready. What it is told wins over the settings of this world; null takes a setting away.</summary>
    public async Task<PlatformProcess> StartPlatformAsync(params (string Name, string? Value)[] changes)
    {
        var platform = await StartAsync(changes);
        await platform.WaitReadyAsync();
        return platform;
    }

    /// <summary>One more platform over the same database, ready at an address of its own.</summary>
    public async Task<PlatformProcess> StartNodeAsync(params (string Name, string? Value)[] changes)
    {
        var node = await StartNodeWithoutWaitingAsync(changes);
        await node.WaitReadyAsync();
        return node;
    }

    /// <summary>One more platform over the same database, at an address of its own, whatever becomes of it.</summary>
    public Task<PlatformProcess> StartNodeWithoutWaitingAsync(params (string Name, string? Value)[] changes) =>
        StartAsync(new Uri($"http://127.0.0.1:{World.FreePort()}/"), changes);

    /// <summary>A platform process, whatever becomes of it.</summary>
    public Task<PlatformProcess> StartAsync((string Name, string? Value)[] changes, params string[] arguments) =>
        StartAsync(Settings.PlatformUrl, changes, arguments);

    /// <summary>A platform process at an address of its own, whatever becomes of it.</summary>
    public async Task<PlatformProcess> StartAsync(Uri url, (string Name, string? Value)[] changes, params string[] arguments)
    {
        var settings = new Dictionary<string, string?>(Settings.ForPlatform(), StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            settings[name] = value;
        }

        var process = await PlatformProcess.StartAsync(url, settings, arguments);
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

    /// <summary>Connects that many new people to a tenant, without a platform process.</summary>
    /// <param name="tenant">Whose grants they become.</param>
    /// <param name="people">How many.</param>
    /// <param name="validFor">How long the platform believes the access tokens valid; null: as long as Google says. Zero: they have run out.</param>
    public Task<IReadOnlyList<CrowdGrant>> ConnectCrowdAsync(TestTenant tenant, int people, TimeSpan? validFor = null) =>
        Services.ConnectCrowdAsync(Google, tenant.Id, people, validFor);

    /// <summary>Google is gone: nothing listens any more. It needs a state file to know its people when it comes back.</summary>
    public async Task StopGoogleAsync()
    {
        // Disposing alone would not have it write down what just happened.
        await _sandbox!.StopAsync();
        await _sandbox.DisposeAsync();
        _sandbox = null;
    }

    public async Task StartGoogleAsync() => _sandbox = await World.StartSandboxAsync(Settings, TimeProvider.System);

    /// <summary>After the database was gone: what this process keeps open to it is broken.</summary>
    public void ForgetConnections() => Services.GetRequiredService<NpgsqlDataSource>().Clear();

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        Google.Dispose();
        _useCases.Dispose();
        if (_sandbox is not null)
        {
            await StopGoogleAsync();
        }
    }
}

/// <summary>What a command left.</summary>
public sealed record CommandOutcome(int ExitCode, string Output, string Error);
