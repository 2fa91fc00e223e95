using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Domain.Tests.Grants;

/// <summary>One command, and what it did.</summary>
/// <param name="Failure">Set when the command was turned down.</param>
public sealed record GrantStep(GrantCommand Command, DateTimeOffset At, Grant? Before, IReadOnlyList<GrantEvent> Facts, Failure? Failure, Grant? After);

/// <summary>The life of one grant from before its first consent. What comes before that consent has no grant to happen to.</summary>
public sealed class GrantLife
{
    public GrantLife(IReadOnlyList<GrantCommand> commands)
    {
        Commands = commands;
        var (grant, now, steps) = ((Grant?)null, GrantExamples.Noon, new List<GrantStep>());
        foreach (var command in commands)
        {
            now += command.Pause;
            if (grant is not null || command is Consent)
            {
                var step = Take(command, grant, now);
                steps.Add(step);
                grant = step.After;
            }
        }

        (Steps, Now, Grant) = (steps, now, grant);
    }

    public IReadOnlyList<GrantCommand> Commands { get; }

    public IReadOnlyList<GrantStep> Steps { get; }

    public IReadOnlyList<GrantEvent> Events => [.. Steps.SelectMany(step => step.Facts)];

    /// <summary>The end of the story.</summary>
    public Grant? Grant { get; }

    public DateTimeOffset Now { get; }

    /// <summary>The steps that happened to a grant that was there.</summary>
    public IEnumerable<(GrantStep Step, Grant Before, Grant After)> Changes =>
        Steps.Where(step => step.Before is not null).Select(step => (step, step.Before!, step.After!));

    /// <summary>The state after each fact, the ones in the middle of a decision included.</summary>
    public IEnumerable<Grant> States
    {
        get
        {
            Grant? grant = null;
            foreach (var fact in Events)
            {
                yield return grant = Grant.Evolve(grant, fact)!;
            }
        }
    }

    public override string ToString() => string.Join(Environment.NewLine, Commands);

    private static GrantStep Take(GrantCommand command, Grant? before, DateTimeOffset now)
    {
        var decision = before is null ? ((Consent)command).Connect(now) : command.Decide(before, now);
        return decision.Succeeded(out var facts, out var failure)
            ? new GrantStep(command, now, before, facts, null, facts.Aggregate(before, Grant.Evolve))
            : new GrantStep(command, now, before, [], failure, before);
    }
}
