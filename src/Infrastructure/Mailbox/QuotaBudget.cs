using GmailPlatform.Application.Mailbox;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>What a node knows of one budget in one minute, and the units of it that it holds.</summary>
/// <param name="scope">What it is a budget of.</param>
/// <param name="key">Whose it is.</param>
/// <param name="limit">Units of the whole minute; 0 for no bound.</param>
internal sealed class QuotaBudget(QuotaScope scope, string key, int limit)
{
    /// <summary>What bulk work leaves to those who wait: a fifth.</summary>
    private const int InteractiveShare = 5;

    /// <summary>Blocks of a budget: a node may hold one of them in vain.</summary>
    private const int Blocks = 50;

    private readonly Lock _gate = new();
    private int _held;
    private int _used;
    private int _reservingBlock;

    public QuotaScope Scope => scope;

    public string Key => key;

    public bool IsUnbounded => limit == 0;

    public int Block => limit / Blocks;

    /// <summary>Units that nobody has spent, as far as this node knows.</summary>
    public int Remaining
    {
        get
        {
            lock (_gate)
            {
                return IsUnbounded ? int.MaxValue : Math.Max(limit - _used + _held, 0);
            }
        }
    }

    public int BoundOf(QuotaLane lane) => lane is QuotaLane.Bulk ? limit - (limit / InteractiveShare) : limit;

    /// <summary>Out of what this node holds.</summary>
    public bool TryTake(int units, QuotaLane lane)
    {
        lock (_gate)
        {
            if (_held < units || _used - _held + units > BoundOf(lane))
            {
                return false;
            }

            _held -= units;
            return true;
        }
    }

    /// <summary>
    /// Whether the minute has fewer units left. Usage only grows, so the database would refuse them too; an unused budget
    /// grants even a call that exceeds it.
    /// </summary>
    public bool Exceeds(int units, QuotaLane lane)
    {
        lock (_gate)
        {
            return _used > 0 && _used - _held + units > BoundOf(lane);
        }
    }

    /// <summary>Whether the caller may reserve a block now; it then calls <see cref="EndBlock"/>.</summary>
    public bool TryBeginBlock() => Interlocked.Exchange(ref _reservingBlock, 1) == 0;

    public void EndBlock() => Volatile.Write(ref _reservingBlock, 0);

    public void Give(int units)
    {
        lock (_gate)
        {
            _held += IsUnbounded ? 0 : units;
        }
    }

    /// <summary>Adds what is left of a block that was reserved.</summary>
    /// <param name="units">Not handed out yet.</param>
    /// <param name="used">By all nodes, this block included.</param>
    public void Add(int units, int used)
    {
        lock (_gate)
        {
            _held += units;
            _used = Math.Max(_used, used);
        }
    }

    /// <summary>Records how much all nodes together have used.</summary>
    public void NoteUsed(int used)
    {
        lock (_gate)
        {
            _used = Math.Max(_used, used);
        }
    }
}
