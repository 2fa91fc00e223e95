namespace GmailPlatform.Domain.Console;

/// <summary>A sign-in that lasts, on the server's side: the cookie only names it.</summary>
/// <param name="ExpiresAt">The end that no use puts off.</param>
public sealed record ConsoleSession(Guid Id, string PersonId, DateTimeOffset StartedAt, DateTimeOffset ExpiresAt)
{
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Null while it lasts.</summary>
    public Actor? EndedBy { get; init; }

    public static ConsoleSession Start(ConsolePerson person, TimeSpan limit, DateTimeOffset now) => new(Guid.CreateVersion7(now), person.Id, now, now + limit);

    public bool IsOpen(DateTimeOffset now) => EndedAt is null && now < ExpiresAt;

    /// <summary>Ending twice keeps the first end.</summary>
    public ConsoleSession End(Actor by, DateTimeOffset now) => EndedAt is null ? this with { EndedAt = now, EndedBy = by } : this;
}
