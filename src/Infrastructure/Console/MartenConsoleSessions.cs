using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Console;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Marten.Linq.MatchesSql;

namespace GmailPlatform.Infrastructure.Console;

internal sealed class MartenConsoleSessions(IDocumentStore store) : IConsoleSessions
{
    public async Task StartAsync(ConsolePerson person, ConsoleSession session, ConsoleAccess access, CancellationToken ct)
    {
        await using var work = store.LightweightSession();
        work.Store(person);
        work.Insert(session);
        work.Insert(access);
        await work.SaveChangesAsync(ct);
    }

    public async Task<ConsoleSession?> FindAsync(Guid id, CancellationToken ct)
    {
        await using var work = store.QuerySession();
        return (await work.LoadAsync<ConsoleSession>(id, ct)).At(id, session => session.Id);
    }

    public async Task EndAsync(ConsoleSession session, ConsoleAccess access, CancellationToken ct)
    {
        await using var work = store.LightweightSession();
        work.Update(session);
        work.Insert(access);
        await work.SaveChangesAsync(ct);
    }

    public async Task<IReadOnlyList<ConsoleSession>> ListOpenAsync(DateTimeOffset now, int limit, CancellationToken ct)
    {
        await using var work = store.QuerySession();
        return await work.Query<ConsoleSession>()
            .Where(session => session.ExpiresAt > now && session.EndedAt == null)
            .OrderByDescending(session => session.ExpiresAt)
            .Take(limit)
            .ToAuthenticListAsync(ct);
    }

    public async Task<IReadOnlyDictionary<string, ConsolePerson>> NameAsync(IReadOnlyCollection<string> personIds, CancellationToken ct)
    {
        await using var work = store.QuerySession();
        return (await work.Query<ConsolePerson>().Where(person => person.Id.IsOneOf(personIds.ToArray())).ToAuthenticListAsync(ct)).DistinctBy(person => person.Id).ToDictionary(person => person.Id);
    }
}

internal sealed class MartenConsoleAccessLog(IDocumentStore store) : IConsoleAccessLog
{
    public async Task AddAsync(ConsoleAccess access, CancellationToken ct)
    {
        await using var work = store.LightweightSession();
        work.Insert(access);
        await work.SaveChangesAsync(ct);
    }

    public async Task<IReadOnlyList<ConsoleAccess>> ListAsync(string? personId, Guid? before, int limit, CancellationToken ct)
    {
        await using var work = store.QuerySession();
        IQueryable<ConsoleAccess> query = work.Query<ConsoleAccess>();
        if (personId is not null)
        {
            query = query.Where(access => access.PersonId == personId);
        }

        if (before is { } id)
        {
            query = query.Where(access => access.MatchesSql("d.id < ?", id));
        }

        return await query.OrderByDescending(access => access.Id).Take(limit).ToAuthenticListAsync(ct);
    }
}
