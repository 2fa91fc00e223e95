using System.Diagnostics;

namespace GmailPlatform.DevHost.Processes;

/// <summary>A long-running child: its output goes to a log file and its last lines stay at hand.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 20;

    private readonly Process _process;
    private readonly StreamWriter? _log;
    private readonly Queue<string> _lastLines = new();
    private readonly Lock _output = new();

    private ChildProcess(string name, Process process, string? logFile)
    {
        Name = name;
        _process = process;
        _log = logFile is null ? null : PrivateFile.CreateText(logFile);
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Exited = process.WaitForExitAsync(CancellationToken.None);
    }

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Completes when the process has ended and its output is read.</summary>
    public Task Exited { get; }

    /// <summary>The signal that asks the program to end in order.</summary>
    public int StopSignal { get; init; } = Signals.Terminate;

    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(20);

    public string LastLines
    {
        get
        {
            lock (_output)
            {
                return string.Join(Environment.NewLine, _lastLines);
            }
        }
    }

    public static async Task<ChildProcess> StartAsync(string name, ProgramStart start, string? logFile, int stopSignal = Signals.Terminate)
    {
        var info = start.ToStartInfo();
        info.RedirectStandardOutput = true;
        info.RedirectStandardError = true;
        return new ChildProcess(name, await Launcher.StartAsync(info), logFile) { StopSignal = stopSignal };
    }

    /// <summary>Waits for the work unless one of the children ends first, which is always a failure.</summary>
    public static async Task<T> WhileAliveAsync<T>(IReadOnlyCollection<ChildProcess> children, Func<CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var running = work(over.Token);
        var first = await Task.WhenAny([running, .. children.Select(child => child.Exited)]);
        if (first != running && !ct.IsCancellationRequested)
        {
            await over.CancelAsync();
            await Task.WhenAny(running);
            var dead = children.First(child => child.Exited.IsCompleted);
            throw new DevHostException($"{dead.Name} stopped by itself (exit code {dead._process.ExitCode}). Its last lines:{Environment.NewLine}{dead.LastLines}");
        }

        return await running;
    }

    /// <inheritdoc cref="WhileAliveAsync{T}" />
    public static Task WhileAliveAsync(IReadOnlyCollection<ChildProcess> children, Func<CancellationToken, Task> work, CancellationToken ct) =>
        WhileAliveAsync(
            children,
            async over =>
            {
                await work(over);
                return true;
            },
            ct);

    public async ValueTask DisposeAsync()
    {
        if (!Exited.IsCompleted)
        {
            Signals.Send(_process.Id, StopSignal);
            if (await Task.WhenAny(Exited, Task.Delay(StopLimit)) != Exited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        await Exited;
        _process.Dispose();
        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _log?.WriteLine(line);
            _lastLines.Enqueue(line);
            if (_lastLines.Count > KeptLines)
            {
                _lastLines.Dequeue();
            }
        }
    }
}
