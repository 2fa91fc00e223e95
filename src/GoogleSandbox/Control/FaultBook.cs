using System.Globalization;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>The faults that are armed. The oldest that fits a call is used up first.</summary>
internal sealed class FaultBook(PeopleDirectory people)
{
    private readonly Lock _gate = new();
    private readonly List<Armed> _armed = [];
    private int _lastId;

    public Fault Add(Fault fault)
    {
        lock (_gate)
        {
            var added = fault with { Id = (++_lastId).ToString(CultureInfo.InvariantCulture) };
            _armed.Add(new Armed(added, people.Find(fault.Person)?.Sub, fault.Times));
            return added;
        }
    }

    /// <summary>The armed faults; <c>times</c> is what is left.</summary>
    public List<Fault> All()
    {
        lock (_gate)
        {
            return [.. _armed.Select(armed => armed.Fault with { Times = armed.Left })];
        }
    }

    public bool Remove(string id)
    {
        lock (_gate)
        {
            return _armed.RemoveAll(armed => armed.Fault.Id == id) > 0;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _armed.Clear();
        }
    }

    /// <summary>Takes the fault for a call, if there is one, and counts it.</summary>
    public Fault? Take(CallIdentity call)
    {
        var name = new EndpointName(call.Endpoint);
        lock (_gate)
        {
            if (_armed.Find(armed => armed.Fits(call, name)) is not { } found)
            {
                return null;
            }

            found.Left--;
            if (found.Left == 0)
            {
                _armed.Remove(found);
            }

            return found.Fault;
        }
    }

    private sealed class Armed(Fault fault, string? personSub, int? left)
    {
        public Fault Fault { get; } = fault;

        public int? Left { get; set; } = left;

        public bool Fits(CallIdentity call, EndpointName name) =>
            name.IsSelectedBy(Fault.Endpoint)
            && (Fault.Person is null || (personSub is not null && personSub == call.PersonSub))
            && (Fault.GrantType is null || Fault.GrantType == call.GrantType);
    }
}
