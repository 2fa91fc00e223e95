using JasperFx.Events;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>
/// An event that ignores the number which the database reports for it. When an append fails, Marten writes a tombstone event for each number
/// that it knows (its async daemon wants no gaps, and this platform runs none): a tombstone would be an event that nobody decided, without a hash.
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

internal static class UnnumberedEvent
{
    /// <summary>Wraps a fact under its own type, by which Marten looks its name up.</summary>
    public static IEvent Of(object fact) => (IEvent)Activator.CreateInstance(typeof(UnnumberedEvent<>).MakeGenericType(fact.GetType()), fact)!;
}
