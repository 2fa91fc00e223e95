using System.Collections.Concurrent;

namespace GmailPlatform.Chaos.Tests;

/// <summary>A guarantee that a run checks.</summary>
internal enum Invariant
{
    AcknowledgedIsKept,
    ConsentIsAskedForWithReason,
    MailIsSentOnce,
    EndedStaysEnded,
    NothingIsStuck,
    ErrorsAreNamed,
    LogsAreClean,
    HistoryVerifies,
    NodesAreSound,
}

/// <summary>What broke a guarantee, with the ids that lead to it.</summary>
internal sealed record Violation(Invariant Invariant, DateTimeOffset At, string What, string? GrantId);

/// <summary>Collects violations while clients run and afterwards.</summary>
internal sealed class Violations(TimeProvider clock)
{
    private readonly ConcurrentQueue<Violation> _all = new();

    public void Add(Invariant invariant, string what, string? grantId = null) => _all.Enqueue(new Violation(invariant, clock.GetUtcNow(), what, grantId));

    public IReadOnlyList<Violation> Of(Invariant invariant) => [.. _all.Where(violation => violation.Invariant == invariant)];

    public IReadOnlyList<Violation> All => [.. _all];
}
