using GmailPlatform.Domain.Console;

namespace GmailPlatform.Application.Console;

/// <summary>Keeps people of the console and their sessions.</summary>
public interface IConsoleSessions
{
    /// <summary>Writes the person as they are now, their session and the access in one transaction.</summary>
    Task StartAsync(ConsolePerson person, ConsoleSession session, ConsoleAccess access, CancellationToken ct);

    Task<ConsoleSession?> FindAsync(Guid id, CancellationToken ct);

    /// <summary>Writes an end and the access in one transaction.</summary>
    Task EndAsync(ConsoleSession session, ConsoleAccess access, CancellationToken ct);

    /// <summary>Sessions that have not ended, the latest first; at most so many.</summary>
    Task<IReadOnlyList<ConsoleSession>> ListOpenAsync(DateTimeOffset now, int limit, CancellationToken ct);

    /// <summary>People by their ids; those that are unknown are left out.</summary>
    Task<IReadOnlyDictionary<string, ConsolePerson>> NameAsync(IReadOnlyCollection<string> personIds, CancellationToken ct);
}

/// <summary>Keeps what people did and looked at. Only adds.</summary>
public interface IConsoleAccessLog
{
    Task AddAsync(ConsoleAccess access, CancellationToken ct);

    /// <summary>The latest first, from the one before <paramref name="before"/>.</summary>
    Task<IReadOnlyList<ConsoleAccess>> ListAsync(string? personId, Guid? before, int limit, CancellationToken ct);
}
