using JasperFx.Events;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// An event that ignores the sequence number which the database assigns. When an append fails, Marten writes a tombstone event for each number
/// that it knows, for its async daemon, which this platform does not run: a tombstone would be an event without a hash in the history.
/// </summary>
internal sealed class UnnumberedEvent<T>(T data) : Event<T>(data), IEvent
    where T : notnull
{
    long IEvent.Sequence
    {
        get => 0;
        set { }
    }
}

/// <summary>Creates unnumbered events.</summary>
internal static class UnnumberedEvent
{
    /// <summary>Wraps a fact with its runtime type, by which Marten looks up the event's name.</summary>
    public static IEvent Of(object fact) => (IEvent)Activator.CreateInstance(typeof(UnnumberedEvent<>).MakeGenericType(fact.GetType()), fact)!;
}
