using System.Diagnostics;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests.Hostile;

/// <summary>A well-behaved client that makes calls one after another, and notes how long each takes and which fails.</summary>
internal sealed class SteadyClient(TestTenant tenant, string grant) : IAsyncDisposable
{
    /// <summary>Each call's own.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>Of so many calls one goes to Gmail; the others vend a token.</summary>
    private const int CallsPerList = 8;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(4);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<(string Phase, double Milliseconds)> _calls = [];
    private Task _running = Task.CompletedTask;
    private volatile string _phase = "";

    /// <summary>Calls that failed, in words.</summary>
    public List<string> Failures { get; } = [];

    public void Start() => _running = RunAsync();

    /// <summary>Names what happens from now on.</summary>
    public void Enter(string phase) => _phase = phase;

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Calls, median and 99th percentile, in milliseconds.</summary>
    public (int Calls, double Median, double P99) Of(Func<string, bool> isPhase)
    {
        var sorted = _calls.Where(call => isPhase(call.Phase)).Select(call => call.Milliseconds).Order().ToList();
        return sorted.Count == 0 ? (0, double.NaN, double.NaN) : (sorted.Count, sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.99)]);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        for (var call = 0; !_stop.IsCancellationRequested; call++)
        {
            var (phase, begun) = (_phase, Stopwatch.GetTimestamp());
            await CallAsync(call % CallsPerList == 0 ? "messages" : "access-token", phase);
            _calls.Add((phase, Stopwatch.GetElapsedTime(begun).TotalMilliseconds));
            await Task.Delay(Pause);
        }
    }

    private async Task CallAsync(string path, string phase)
    {
        using var limit = new CancellationTokenSource(Deadline);
        try
        {
            using var response = await tenant.Api.GetAsync($"v1/grants/{grant}/{path}", limit.Token);
            if (!response.IsSuccessStatusCode)
            {
                Failures.Add($"{phase}: {path} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(limit.Token)}");
            }
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            Failures.Add($"{phase}: {path} failed: {e.Message}");
        }
    }
}
