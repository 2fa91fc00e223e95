using System.Net.Sockets;
using System.Text;

namespace GmailPlatform.Testing;

/// <summary>One connection of an <see cref="AimedDatabaseLink"/> (PostgreSQL's frontend/backend protocol, version 3).</summary>
internal sealed class AimedConnection(AimedDatabaseLink link, NetworkStream near, NetworkStream far)
{
    /// <summary>In a simple query of the client, and as the command tag of the answer.</summary>
    private const string Commit = "COMMIT\0";

    /// <summary>ReadyForQuery, before the byte that says whether a transaction is open.</summary>
    private const string Ready = "Z\0\0\0\u0005";

    private const char Idle = 'I';

    private readonly StringBuilder _sent = new();
    private volatile CommitAim? _target;

    /// <summary>Runs until either end is gone.</summary>
    public async Task RunAsync(CancellationToken ct) => await await Task.WhenAny(SendAsync(ct), ReceiveAsync(ct));

    private async Task SendAsync(CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        var reading = near.ReadAsync(buffer, ct).AsTask();
        for (int count; (count = await reading) > 0;)
        {
            var chunk = buffer.AsSpan(0, count).ToArray();
            // Tells while a chunk is held that the client has gone.
            reading = near.ReadAsync(buffer, ct).AsTask();
            if (IsReached(Encoding.Latin1.GetString(chunk)) && !await LetPassAsync(reading))
            {
                return;
            }

            await far.WriteAsync(chunk, ct);
        }
    }

    private async Task ReceiveAsync(CancellationToken ct)
    {
        var buffer = new byte[64 * 1024];
        for (int count; (count = await far.ReadAsync(buffer, ct)) > 0;)
        {
            var text = Encoding.Latin1.GetString(buffer, 0, count);
            if (_target is { Moment: CommitMoment.After } && text.Contains(Commit, StringComparison.Ordinal) && !await LetPassAsync(gone: null))
            {
                return;
            }

            if (text.Length > Ready.Length && text.AsSpan(0, text.Length - 1).EndsWith(Ready, StringComparison.Ordinal))
            {
                Settle(text[^1]);
            }

            await near.WriteAsync(buffer.AsMemory(0, count), ct);
        }
    }

    /// <summary>Whether the chunk must not go on yet.</summary>
    private bool IsReached(string chunk)
    {
        if (_target is { } target)
        {
            return target.Moment is CommitMoment.During && chunk.Contains(Commit, StringComparison.Ordinal);
        }

        lock (_sent)
        {
            _target = link.Take(_sent.Append(chunk).ToString());
        }

        return _target is { Moment: CommitMoment.Before };
    }

    /// <summary>False when the connection ends here.</summary>
    private async Task<bool> LetPassAsync(Task<int>? gone)
    {
        var aim = _target!;
        _target = null;
        aim.Reach();
        if (aim.Fault is CommitFault.Cut)
        {
            return false;
        }

        return gone is null || await Task.WhenAny(aim.Released, gone) != gone || await gone > 0
            ? await ReleasedAsync(aim)
            : false;
    }

    private static async Task<bool> ReleasedAsync(CommitAim aim)
    {
        await aim.Released;
        return true;
    }

    /// <summary>PostgreSQL has answered what was sent.</summary>
    private void Settle(char transaction)
    {
        lock (_sent)
        {
            _sent.Clear();
        }

        if (transaction is Idle && _target is { } missed)
        {
            _target = null;
            link.GiveBack(missed);
        }
    }
}
