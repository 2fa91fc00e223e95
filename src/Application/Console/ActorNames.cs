using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Console;

/// <summary>What the actors of a history are called: histories hold ids, and the names rest elsewhere and may change.</summary>
internal sealed class ActorNames(IConsoleSessions people, IApiKeyStore keys)
{
    private const string Person = "person:";
    private const string Key = "key:";

    /// <summary>Actors without a name are left out.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OfAsync(IEnumerable<RecordedEvent> events, CancellationToken ct)
    {
        var actors = events.SelectMany(e => e.Data is CredentialsUsed use ? [e.Actor, use.By] : new[] { e.Actor }).OfType<string>().Distinct().ToList();
        var named = await people.NameAsync([.. IdsOf(actors, Person)], ct);
        var names = named.Values.ToDictionary(person => Person + person.Id, person => person.Email ?? person.Name ?? person.Id);
        foreach (var id in IdsOf(actors, Key))
        {
            if (await keys.FindAsync(id, ct) is { } key)
            {
                names[Key + id] = $"API key {key.Name}";
            }
        }

        return names;
    }

    private static IEnumerable<string> IdsOf(List<string> actors, string kind) =>
        actors.Where(actor => actor.StartsWith(kind, StringComparison.Ordinal)).Select(actor => actor[kind.Length..]);
}
