using GmailPlatform.Testing;

namespace GmailPlatform.Chaos.Tests;

/// <summary>A platform node at a fixed address, with a way to the database of its own.</summary>
internal sealed class Node : IAsyncDisposable
{
    // Longer than any pause: whoever is not answered by then met a hang.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ProcessWorld _world;
    private readonly Uri _url;
    private bool _isToldToEnd;

    public Node(ProcessWorld world, string name, Uri url)
    {
        (_world, Name, _url, Database) = (world, name, url, new DatabaseLink(world.Settings.Postgres));
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = url, Timeout = Patience };
    }

    public string Name { get; }

    public DatabaseLink Database { get; }

    /// <summary>Carries no key: each request brings its own.</summary>
    public HttpClient Http { get; }

    /// <summary>The process that runs now, or ran last.</summary>
    public PlatformProcess Process { get; private set; } = null!;

    /// <summary>Every process that ran at this address, oldest first.</summary>
    public List<PlatformProcess> Processes { get; } = [];

    /// <summary>Whether the process that runs now, or ran last, ended although nobody told it to, after it had begun to serve.</summary>
    public bool Crashed => Process.HasExited && !_isToldToEnd && Process.Output.Contains("Application started", StringComparison.Ordinal);

    public Task KillAsync()
    {
        _isToldToEnd = true;
        return Process.KillAsync();
    }

    public Task StopAsync()
    {
        _isToldToEnd = true;
        return Process.StopAsync();
    }

    /// <summary>Starts it and does not wait until it is ready.</summary>
    public async Task StartAsync()
    {
        Process = await _world.StartAsync(
            _url,
            [
                ("ASPNETCORE_ENVIRONMENT", "Production"),
                ("DOTNET_ENVIRONMENT", "Production"),
                ("ConnectionStrings:Postgres", Database.ConnectionString),
                ("Jobs:Recurring", "true"),
                ("Google:OAuthTimeout", "00:00:05"),
                ("Google:GmailTimeout", "00:00:10"),
            ]);
        Processes.Add(Process);
        _isToldToEnd = false;
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync("health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Database.DisposeAsync();
    }
}
