using System.Net;
using System.Net.Sockets;
using GmailPlatform.DevHost.Postgres;
using GmailPlatform.GoogleSandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.Testing;

/// <summary>
/// A platform and a Google sandbox on real Kestrels over a real PostgreSQL, with one clock that only the test moves.
/// Tests that neither move the clock nor break Google for everybody can share one.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly TestPostgres _postgres;
    private readonly WebApplication _sandbox;
    private readonly WebApplication _platform;
    private readonly List<WebApplication> _nodes = [];

    private World(TestPostgres postgres, WorldSettings settings, WebApplication sandbox, WebApplication platform, FakeTimeProvider clock)
    {
        (_postgres, Settings, _sandbox, _platform, Clock) = (postgres, settings, sandbox, platform, clock);
        Google = new GoogleControl(settings.SandboxUrl);
    }

    public WorldSettings Settings { get; }

    public FakeTimeProvider Clock { get; }

    /// <summary>What people and Google do in this world.</summary>
    public GoogleControl Google { get; }

    public Uri PlatformUrl => Settings.PlatformUrl;

    /// <summary>The platform's own container, for what has no HTTP call.</summary>
    public IServiceProvider Services => _platform.Services;

    /// <summary>Starts it.</summary>
    /// <param name="configurePlatform">The last word on the platform's settings and services.</param>
    /// <param name="beforePlatform">Starts what stands between the platform and its database, which is there.</param>
    public static async Task<World> StartAsync(Action<WebApplicationBuilder>? configurePlatform = null, Func<WorldSettings, Task>? beforePlatform = null)
    {
        var clock = new FakeTimeProvider(Start);
        var postgres = await TestPostgres.StartAsync(CancellationToken.None);
        var settings = new WorldSettings(await postgres.CreateDatabaseAsync(CancellationToken.None), FreePort(), FreePort());
        var sandbox = await StartSandboxAsync(settings, clock);
        await (beforePlatform?.Invoke(settings) ?? Task.CompletedTask);
        var platform = await WebApi.Program.CreateServerAsync(builder =>
        {
            Configure(builder, settings.PlatformUrl, settings.ForPlatform(), clock);
            builder.Configuration["Google:ExchangePatience"] = "00:00:02";
            configurePlatform?.Invoke(builder);
        });
        await platform.StartAsync();
        return new World(postgres, settings, sandbox, platform, clock);
    }

    /// <summary>Another node over the same database, key ring and Google, with the same clock. It ends with this world at the latest.</summary>
    public async Task<WebApplication> StartNodeAsync(Action<WebApplicationBuilder>? configure = null)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}/");
        var node = await WebApi.Program.CreateServerAsync(builder =>
        {
            Configure(builder, url, Settings.ForPlatform(), Clock);
            configure?.Invoke(builder);
        });
        _nodes.Add(node);
        await node.StartAsync();
        return node;
    }

    /// <summary>A new tenant with a key that may do everything, unless told otherwise.</summary>
    public Task<TestTenant> ATenantAsync(params string[] permissions) => TestTenant.CreateAsync(Services, PlatformUrl, Google, permissions);

    /// <summary>A new tenant with a Google client of its own.</summary>
    public Task<TestTenant> ATenantWithClientAsync(string clientId, string clientSecret) =>
        TestTenant.CreateAsync(Services, PlatformUrl, Google, permissions: [], (clientId, clientSecret));

    public async ValueTask DisposeAsync()
    {
        Google.Dispose();
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _platform.DisposeAsync();
        await _sandbox.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    internal static async Task<WebApplication> StartSandboxAsync(WorldSettings settings, TimeProvider clock)
    {
        var sandbox = SandboxApp.Create([], builder => Configure(builder, settings.SandboxUrl, settings.ForSandbox(), clock));
        await sandbox.StartAsync();
        return sandbox;
    }

    private static void Configure(WebApplicationBuilder builder, Uri url, IReadOnlyDictionary<string, string?> settings, TimeProvider clock)
    {
        builder.Logging.ClearProviders();
        builder.Environment.EnvironmentName = Environments.Development;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls(url.ToString());
        builder.Services.TryAddSingleton(clock);
    }

    /// <summary>Both addresses must be known before either side starts, since each is told the other's.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
