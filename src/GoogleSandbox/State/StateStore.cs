using System.Text.Json;

namespace GmailPlatform.GoogleSandbox.State;

/// <summary>Keeps the state file current: soon after each change and at a stop, never while a request waits.</summary>
internal sealed class StateStore(SandboxOptions options, SandboxBooks books, TimeProvider time, ILogger<StateStore> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    // A large world is written less often: at most a tenth of the time goes into writing.
    private const int RestAfterWriting = 9;

    private readonly string _path = Path.GetFullPath(options.StateFile!);
    private byte[] _saved = [];
    private bool _changed;

    /// <summary>Takes up the state of the last run, or begins a new one. Throws before it overwrites what it cannot read.</summary>
    public void Open()
    {
        try
        {
            if (File.Exists(_path))
            {
                _saved = File.ReadAllBytes(_path);
                books.Restore(StateJson.Read(_saved));
            }

            Save();
        }
        catch (JsonException broken)
        {
            throw new StateFileException($"The state file {_path} is broken: {broken.Message} Repair it, or remove it to start afresh.", broken);
        }
        catch (Exception failure) when (IsFileFailure(failure))
        {
            throw new StateFileException($"The state file {_path} cannot be used: {failure.Message}", failure);
        }
    }

    /// <summary>Says that something may have changed.</summary>
    public void Touch() => Volatile.Write(ref _changed, true);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        TrySave();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (Interlocked.Exchange(ref _changed, false))
            {
                var started = time.GetTimestamp();
                TrySave();
                await Task.Delay(time.GetElapsedTime(started) * RestAfterWriting, time, stoppingToken);
            }
        }
    }

    // What could not be written goes with the next change, or with the stop.
    private void TrySave()
    {
        try
        {
            Save();
        }
        catch (Exception failure) when (IsFileFailure(failure))
        {
            logger.LogError("The state file {Path} cannot be written: {Reason}", _path, failure.Message);
        }
    }

    private void Save()
    {
        var text = StateJson.Write(books.Snapshot());
        if (!text.AsSpan().SequenceEqual(_saved))
        {
            Replace(text);
            _saved = text;
        }
    }

    // A whole new file takes the place of the old one: a crash leaves one of the two.
    private void Replace(byte[] text)
    {
        var next = _path + ".new";
        File.Delete(next);
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var stream = new FileStream(next, creation))
        {
            stream.Write(text);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, _path, overwrite: true);
    }

    private static bool IsFileFailure(Exception failure) => failure is IOException or UnauthorizedAccessException;
}
