using GmailPlatform.DevHost.Demo;
using GmailPlatform.DevHost.Processes;
using GmailPlatform.Testing;

namespace GmailPlatform.Bench.Servers;

/// <summary>A part of this program as a process of its own.</summary>
internal sealed class OwnProcess : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private OwnProcess(ChildProcess process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public int Id => _process.Id;

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="part">The argument that chooses the part.</param>
    /// <param name="probe">A path that answers 200.</param>
    /// <param name="environment">What the part is told.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<OwnProcess> StartAsync(string part, string probe, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var url = new Uri($"http://127.0.0.1:{World.FreePort()}/");
        var start = new ProgramStart("dotnet", typeof(OwnProcess).Assembly.Location, part)
        {
            Environment = new Dictionary<string, string>(environment, StringComparer.Ordinal)
            {
                ["ASPNETCORE_URLS"] = url.ToString(),
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
            },
        };
        var process = new OwnProcess(await ChildProcess.StartAsync(part, start, logFile: null), url);
        using var http = new HttpProbe();
        await ChildProcess.WhileAliveAsync([process._process], waiting => http.WaitAsync(part, new Uri(url, probe).ToString(), waiting), ct);
        return process;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
