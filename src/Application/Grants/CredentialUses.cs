using System.Collections.Concurrent;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>How often one API key used one grant within one window of time.</summary>
/// <param name="WindowStart">A whole minute.</param>
public sealed record GrantUse(
    TenantId Tenant, Guid GrantId, Actor By, int Count, DateTimeOffset WindowStart, DateTimeOffset FirstUsedAt, DateTimeOffset LastUsedAt);

/// <summary>
/// Counts in memory who used which grant, by the minute, so that the history tells of each use without a write a call. What was
/// counted and not yet taken is lost with the process.
/// </summary>
public sealed class CredentialUses
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Key, Tally> _tallies = new();

    public void Count(Caller caller, Guid grantId, DateTimeOffset now)
    {
        var key = new Key(caller.Tenant, grantId, caller.Actor, now.UtcTicks - (now.UtcTicks % Window.Ticks));
        while (!_tallies.GetOrAdd(key, static (_, at) => new Tally(at), now).TryAdd(1, now, now))
        {
            // Taken at this very moment: the next one is another.
        }
    }

    /// <summary>Takes the windows that are over at that moment out of memory.</summary>
    internal IReadOnlyList<GrantUse> TakeOver(DateTimeOffset now)
    {
        var taken = new List<GrantUse>();
        foreach (var (key, tally) in _tallies)
        {
            if (key.WindowStart + Window.Ticks <= now.UtcTicks && _tallies.TryRemove(KeyValuePair.Create(key, tally)))
            {
                taken.Add(tally.Take(key));
            }
        }

        return taken;
    }

    /// <summary>Gives back what could not be written.</summary>
    internal void Return(IEnumerable<GrantUse> uses)
    {
        foreach (var use in uses)
        {
            var key = new Key(use.Tenant, use.GrantId, use.By, use.WindowStart.UtcTicks);
            while (!_tallies.GetOrAdd(key, static (_, at) => new Tally(at), use.FirstUsedAt).TryAdd(use.Count, use.FirstUsedAt, use.LastUsedAt))
            {
                // As above.
            }
        }
    }

    private readonly record struct Key(TenantId Tenant, Guid GrantId, Actor By, long WindowStart);

    private sealed class Tally(DateTimeOffset created)
    {
        private readonly Lock _counting = new();
        private DateTimeOffset _first = created;
        private DateTimeOffset _last = created;
        private int _count;
        private bool _taken;

        /// <summary>False when it was taken before: count elsewhere.</summary>
        public bool TryAdd(int count, DateTimeOffset first, DateTimeOffset last)
        {
            lock (_counting)
            {
                if (_taken)
                {
                    return false;
                }

                _count += count;
                _first = first < _first ? first : _first;
                _last = last > _last ? last : _last;
                return true;
            }
        }

        public GrantUse Take(Key key)
        {
            lock (_counting)
            {
                _taken = true;
                return new GrantUse(key.Tenant, key.GrantId, key.By, _count, new DateTimeOffset(key.WindowStart, TimeSpan.Zero), _first, _last);
            }
        }
    }
}
