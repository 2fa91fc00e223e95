using System.Globalization;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>The faults that are armed. The oldest that fits a call is used up first. A call looks at those for everybody and for its person.</summary>
internal sealed class FaultBook(PeopleDirectory people)
{
    private const string Everybody = "";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Armed>> _bySub = new(StringComparer.Ordinal);
    private readonly List<DelayedCall> _delayed = [];
    private int _lastId;

    /// <summary>Arms a fault, whose person there must be.</summary>
    public Fault Add(Fault fault)
    {
        var sub = fault.Person is null ? Everybody : people.Find(fault.Person)!.Sub;
        lock (_gate)
        {
            var added = new Armed(++_lastId, sub, fault);
            if (!_bySub.TryGetValue(sub, out var list))
            {
                _bySub[sub] = list = [];
            }

            list.Add(added);
            return added.Fault;
        }
    }

    /// <summary>The armed faults; <c>times</c> is what is left.</summary>
    public List<Fault> All()
    {
        lock (_gate)
        {
            return [.. _bySub.Values.SelectMany(list => list).OrderBy(armed => armed.Number).Select(armed => armed.Fault with { Times = armed.Left })];
        }
    }

    /// <summary>Disarms a fault and lets the calls go on that it delays. False when there is neither.</summary>
    public bool Remove(string id)
    {
        lock (_gate)
        {
            var armed = _bySub.Values.SelectMany(list => list).FirstOrDefault(armed => armed.Fault.Id == id);
            if (armed is not null)
            {
                Remove(armed);
            }

            return LetGo(call => call.FaultId == id) || armed is not null;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _bySub.Clear();
            LetGo(_ => true);
        }
    }

    /// <summary>Waits as long as a fault says that was taken, or until it is removed.</summary>
    public async Task DelayAsync(Fault fault, TimeSpan delay, CancellationToken ct)
    {
        var call = new DelayedCall(fault.Id);
        lock (_gate)
        {
            _delayed.Add(call);
        }

        try
        {
            // Latency of a network is real time, whatever the sandbox's clock says.
            await Task.WhenAny(call.LetGo.Task, Task.Delay(delay, TimeProvider.System, ct));
            ct.ThrowIfCancellationRequested();
        }
        finally
        {
            lock (_gate)
            {
                _delayed.Remove(call);
            }
        }
    }

    /// <summary>Takes the fault for a call, if there is one, and counts it.</summary>
    public Fault? Take(CallIdentity call)
    {
        lock (_gate)
        {
            if (Oldest(First(Everybody, call), call.PersonSub is { } sub ? First(sub, call) : null) is not { } found)
            {
                return null;
            }

            found.Left--;
            if (found.Left == 0)
            {
                Remove(found);
            }

            return found.Fault;
        }
    }

    private Armed? First(string sub, CallIdentity call) => _bySub.GetValueOrDefault(sub)?.Find(armed => armed.Fits(call));

    private static Armed? Oldest(Armed? one, Armed? other) => one is null || other?.Number < one.Number ? other : one;

    private void Remove(Armed armed)
    {
        var list = _bySub[armed.Sub];
        list.Remove(armed);
        if (list.Count == 0)
        {
            _bySub.Remove(armed.Sub);
        }
    }

    private bool LetGo(Predicate<DelayedCall> which)
    {
        var calls = _delayed.FindAll(which);
        calls.ForEach(call => call.LetGo.TrySetResult());
        return calls.Count > 0;
    }

    private sealed class DelayedCall(string faultId)
    {
        public string FaultId { get; } = faultId;

        public TaskCompletionSource LetGo { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Armed(int number, string sub, Fault fault)
    {
        public int Number { get; } = number;

        public string Sub { get; } = sub;

        public Fault Fault { get; } = fault with { Id = number.ToString(CultureInfo.InvariantCulture) };

        public int? Left { get; set; } = fault.Times;

        public bool Fits(CallIdentity call) =>
            new EndpointName(call.Endpoint).IsSelectedBy(Fault.Endpoint)
            && (Fault.ClientId is null || Fault.ClientId == call.ClientId)
            && (Fault.GrantType is null || Fault.GrantType == call.GrantType);
    }
}
