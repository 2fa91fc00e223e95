using GmailPlatform.Application;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GmailPlatform.Infrastructure.Tests.Support;

/// <summary>The adapters as one process holds them, over a migrated database, without a server or Google.</summary>
public sealed class Platform : IAsyncDisposable
{
    private readonly IHost _host;

    private Platform(string postgres, IHost host) => (Postgres, _host) = (postgres, host);

    public string Postgres { get; }

    /// <summary>Makes the adapters and brings the database to their form.</summary>
    /// <param name="postgres">The database, which is migrated.</param>
    /// <param name="changes">Settings that win over the usual ones; null takes one away.</param>
    public static async Task<Platform> StartAsync(string postgres, params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?>(new WorldSettings(postgres, PlatformPort: 1, SandboxPort: 1).ForPlatform(), StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            settings[name] = value;
        }

        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, runJobs: false);
        var platform = new Platform(postgres, builder.Build());
        await platform.Get<Migrations>().ApplyAsync(CancellationToken.None);
        return platform;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public ValueTask DisposeAsync()
    {
        _host.Dispose();
        return ValueTask.CompletedTask;
    }
}
