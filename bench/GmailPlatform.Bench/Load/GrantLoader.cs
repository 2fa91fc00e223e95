using System.Security.Cryptography;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Store;
using JasperFx.Events;
using Marten;

namespace GmailPlatform.Bench.Load;

/// <summary>
/// Makes many grants quickly: the facts are the domain's own decisions, the tokens are sealed as the store seals them, and the rows
/// go in by COPY, through the store's own serializer and tables.
/// </summary>
internal sealed class GrantLoader(IDocumentStore store, IKeyRing keyRing)
{
    private const int ChunkSize = 2_000;

    private static readonly ScopeSet Scopes = ScopeSet.Of(ScopeSet.OpenId, ScopeSet.Email, ScopeSet.GmailReadonly);

    /// <summary>Ids in a row, as those of grants that were connected one after another.</summary>
    public static Guid IdOf(int number) => Guid.Parse($"01900000-0000-7000-8000-{number:x12}");

    /// <summary>A token of the length of Google's.</summary>
    public static Secret Token(string prefix, int length) => new(prefix + RandomNumberGenerator.GetHexString(length - prefix.Length, lowercase: true));

    /// <summary>Connects accounts with the numbers from <paramref name="first"/> on.</summary>
    /// <param name="tenant">Whose grants.</param>
    /// <param name="first">Number of the first.</param>
    /// <param name="count">How many; a million is possible.</param>
    /// <param name="events">Length of each history, at least 3: what follows the consent are refreshes.</param>
    /// <param name="expiresAt">When their access tokens run out.</param>
    /// <param name="ct">Ends the loading.</param>
    public Task LoadAsync(TenantId tenant, int first, int count, int events, DateTimeOffset expiresAt, CancellationToken ct) => Parallel.ForEachAsync(
        Enumerable.Range(first, count).Chunk(ChunkSize),
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct },
        async (numbers, chunkCt) => await WriteAsync(tenant, [.. numbers.Select(number => Make(tenant, number, events, expiresAt))], chunkCt));

    private static Loaded Make(TenantId tenant, int number, int events, DateTimeOffset expiresAt)
    {
        var (id, key) = (IdOf(number), GrantKey.Generate());
        var (refreshToken, accessToken) = (Token("1//", 103), Token("ya29.", 218));
        var facts = new List<GrantEvent>(events);
        var connectedAt = expiresAt.AddHours(-events);
        Add(Grant.Connect(
            id,
            new CodeExchanged(Scopes, Scopes, RefreshTokenReceived: true, IdentitySource.IdToken, LatencyMilliseconds: 100, connectedAt),
            new CredentialFacts(Scopes, connectedAt.AddHours(1), key.Fingerprint(accessToken), key.Fingerprint(refreshToken), RefreshTokenExpiresAt: null),
            connectedAt));
        var grant = facts.Aggregate((Grant?)null, Grant.Evolve)!;
        while (facts.Count < events)
        {
            var at = expiresAt.AddHours(facts.Count - events);
            Add(grant.Refresh(grant.Generation, new CredentialFacts(Scopes, at.AddHours(1), key.Fingerprint(accessToken), null, null), 100, at));
            grant = Grant.Evolve(grant, facts[^1])!;
        }

        // No two tokens run out at the same moment.
        grant = grant with { AccessTokenExpiresAt = expiresAt.AddMicroseconds(number) };
        var account = new GoogleAccount($"1{number:d20}", $"person{number}@example.com", $"Person {number}");
        return new Loaded(tenant, grant, facts, account, key, new HeldTokens(refreshToken, accessToken));

        void Add(Result<IReadOnlyList<GrantEvent>> decision) =>
            facts.AddRange(decision.Succeeded(out var decided, out var failure) ? decided : throw new InvalidOperationException(failure.Code));
    }

    private async Task WriteAsync(TenantId tenant, IReadOnlyList<Loaded> grants, CancellationToken ct)
    {
        var (name, registry) = (tenant.ToString(), ((DocumentStore)store).Events);
        var streams = grants.Select(loaded => StreamAction.Start(registry, loaded.Grant.Id, [.. loaded.Facts])).ToList();
        streams.ForEach(stream => stream.AggregateType = typeof(Grant));
        var chained = grants.Zip(streams, (loaded, stream) => loaded.Grant with { HistoryHead = Chain(name, stream) }).ToList();
        await store.BulkInsertEventsAsync(name, streams, ChunkSize, ct);
        await store.BulkInsertAsync(name, chained, cancellation: ct);
        await store.BulkInsertAsync(name, grants.Select(loaded => GrantAccount.Of(loaded.Grant.Id, loaded.Account, returnUrl: null)).ToList(), cancellation: ct);
        await store.BulkInsertAsync(name, grants.Select(Seal).ToList(), cancellation: ct);
    }

    /// <summary>The tokens of a refresh, sealed as one seals them.</summary>
    public SealedCredential Reseal(TenantId tenant, Grant grant)
    {
        var key = GrantKey.Generate();
        return SealedCredential.Seal(tenant, grant, key, new HeldTokens(Token("1//", 103), Token("ya29.", 218)), keyRing.Wrap(key, tenant, grant.Id));
    }

    private string Chain(string tenant, StreamAction stream)
    {
        var (version, head) = (0L, (string?)null);
        foreach (var e in stream.Events)
        {
            e.Timestamp = ((GrantEvent)e.Data).At;
            head = e.Chain(tenant, ++version, head, store.Options.Serializer());
        }

        return head!;
    }

    private SealedCredential Seal(Loaded loaded) => SealedCredential.Seal(
        loaded.Tenant, loaded.Grant, loaded.Key, loaded.Tokens, keyRing.Wrap(loaded.Key, loaded.Tenant, loaded.Grant.Id));

    private sealed record Loaded(TenantId Tenant, Grant Grant, IReadOnlyList<GrantEvent> Facts, GoogleAccount Account, GrantKey Key, HeldTokens Tokens);
}
