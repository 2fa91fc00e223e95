using GmailPlatform.GoogleSandbox.Gmail;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>What people spent, in the minute that ends now, of the quota that a fault leaves them.</summary>
internal sealed class QuotaMeters(SandboxClock clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(string FaultId, string? PersonSub, string? ClientId), Queue<(DateTimeOffset At, int Units)>> _spent = [];

    /// <summary>Spends what the call costs; false when that is more than is left.</summary>
    public bool TrySpend(Fault fault, CallIdentity call)
    {
        var units = GmailMethods.All.FirstOrDefault(method => method.Id == call.Endpoint) is { } method ? GmailQuota.UnitsOf(method) : 0;
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            var key = (fault.Id, call.PersonSub, call.ClientId);
            if (!_spent.TryGetValue(key, out var spent))
            {
                _spent[key] = spent = new Queue<(DateTimeOffset, int)>();
            }

            while (spent.TryPeek(out var oldest) && oldest.At <= now - Window)
            {
                spent.Dequeue();
            }

            if (spent.Sum(each => each.Units) + units > fault.UnitsPerMinute)
            {
                return false;
            }

            spent.Enqueue((now, units));
            return true;
        }
    }
}
