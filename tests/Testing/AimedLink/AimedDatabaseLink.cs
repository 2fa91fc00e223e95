using System.Collections.Concurrent;
using System.Net.Sockets;

namespace GmailPlatform.Testing;

/// <summary>A way to PostgreSQL that fails single transactions, and leaves those of everybody else alone.</summary>
/// <param name="postgres">Connection string of the database that it leads to; without TLS.</param>
public sealed class AimedDatabaseLink(string postgres) : DatabaseRelay(postgres)
{
    private readonly ConcurrentDictionary<CommitAim, bool> _aims = new();

    /// <summary>Interferes with the first transaction that matches, once.</summary>
    public CommitAim Aim(CommitMoment moment, CommitFault fault, params IReadOnlyList<string> words)
    {
        var aim = new CommitAim(words, moment, fault);
        _aims[aim] = true;
        return aim;
    }

    /// <summary>The aim that what was sent matches, which nobody else gets any more.</summary>
    internal CommitAim? Take(string sent)
    {
        lock (_aims)
        {
            var matching = _aims.Keys.Where(aim => aim.Matches(sent)).ToList();
            var taken = matching.Where(aim => (aim.Moment, aim.Fault) == (matching[0].Moment, matching[0].Fault)).ToList();
            taken.ForEach(aim => _aims.TryRemove(aim, out _));
            if (taken.Count > 0)
            {
                taken[0].Companions = taken[1..];
            }

            return taken.FirstOrDefault();
        }
    }

    /// <summary>Its transaction was rolled back.</summary>
    internal void GiveBack(CommitAim aim)
    {
        foreach (var each in aim.Companions.Prepend(aim).ToList())
        {
            each.Companions = [];
            _aims[each] = true;
        }
    }

    protected override async Task RelayAsync(TcpClient near, TcpClient far, Func<Task> connect, CancellationToken ct)
    {
        await connect();
        await new AimedConnection(this, near.GetStream(), far.GetStream()).RunAsync(ct);
    }
}
