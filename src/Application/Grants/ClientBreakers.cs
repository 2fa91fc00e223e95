using System.Collections.Concurrent;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// The breakers of all Google clients as this node knows them. What it knows is at most <see cref="Known"/> old, so a breaker that
/// one node opens holds on every node at once, and a closed one costs a refresh nothing.
/// </summary>
internal sealed class ClientBreakers(IClientBreakerStore store, TimeProvider clock)
{
    private static readonly TimeSpan Known = TimeSpan.FromMilliseconds(500);

    /// <summary>Two nodes that note a rejection at once; more than a few rounds means that the breaker is open by now.</summary>
    private const int MaxAttempts = 5;

    private readonly ConcurrentDictionary<string, Reading> _readings = new(StringComparer.Ordinal);
    private readonly Lock _reading = new();

    /// <summary>
    /// A breaker is for a client with its secrets, of which Google accepted none; one that gets another secret starts with a closed breaker. A part
    /// of the hash tells secrets apart and nothing of them.
    /// </summary>
    public static string IdOf(GoogleClient client)
    {
        var hash = client.OlderSecrets.Count == 0
            ? client.ClientSecret.Sha256()
            : new Secret(string.Join('\n', client.Secrets.Select(secret => secret.Sha256()).Order(StringComparer.Ordinal))).Sha256();
        return $"{client.ClientId}:{hash[..16]}";
    }

    /// <summary>Null when a call may be made with this client. While its breaker is open, one caller an interval gets null: the probe.</summary>
    public async Task<Failure?> EnterAsync(GoogleClient client, CancellationToken ct)
    {
        var stored = await ReadAsync(IdOf(client), ct);
        if (stored is not { Breaker: { IsOpen: true } breaker })
        {
            return null;
        }

        var now = clock.GetUtcNow();
        return breaker.Admits(now) && await TrySaveAsync(stored with { Breaker = breaker.Probe(now) }, ct)
            ? null
            : Rejected(breaker, now);
    }

    /// <summary>Why a call with this client would be refused now, without asking for the probe.</summary>
    public async Task<Failure?> RefusalAsync(GoogleClient client, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await ReadAsync(IdOf(client), ct) is { Breaker: var breaker } && !breaker.Admits(now) ? Rejected(breaker, now) : null;
    }

    /// <summary>Takes notice of what an answer says of the client. An outage says nothing.</summary>
    public async Task ReportAsync(GoogleClient client, RejectedGrant grant, RefreshAnswer answer, CancellationToken ct)
    {
        if (answer is RefreshAnswer.Failed { Failure: { Kind: FailureKind.OperatorNeeded } failure })
        {
            await RejectAsync(client, grant, failure.Reason, ct);
        }
        else if (answer is not RefreshAnswer.Failed && await ReadAsync(IdOf(client), ct) is not null)
        {
            await store.DeleteAsync(IdOf(client), ct);
            _readings.TryRemove(IdOf(client), out _);
        }
    }

    private async Task RejectAsync(GoogleClient client, RejectedGrant grant, string? error, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var stored = await store.FindAsync(IdOf(client), ct) ?? new StoredClientBreaker(new ClientBreaker(IdOf(client), client.ClientId), Revision: 0);
            var now = clock.GetUtcNow();
            if (!stored.Breaker.Admits(now))
            {
                Keep(stored);
                return;
            }

            if (await TrySaveAsync(stored with { Breaker = stored.Breaker.Reject(grant, error, now) }, ct))
            {
                return;
            }
        }
    }

    /// <summary>Refreshes that meet share one reading, which nobody's cancellation ends.</summary>
    private async Task<StoredClientBreaker?> ReadAsync(string id, CancellationToken ct)
    {
        if (!_readings.TryGetValue(id, out var reading) || !reading.Counts)
        {
            lock (_reading)
            {
                if (!_readings.TryGetValue(id, out reading) || !reading.Counts)
                {
                    _readings[id] = reading = new Reading(store.FindAsync(id, CancellationToken.None));
                }
            }
        }

        return await reading.Stored.WaitAsync(ct);
    }

    private async Task<bool> TrySaveAsync(StoredClientBreaker breaker, CancellationToken ct)
    {
        if (!await store.TrySaveAsync(breaker, ct))
        {
            _readings.TryRemove(breaker.Breaker.Id, out _);
            return false;
        }

        Keep(breaker with { Revision = breaker.Revision + 1 });
        return true;
    }

    private void Keep(StoredClientBreaker breaker) => _readings[breaker.Breaker.Id] = new Reading(Task.FromResult<StoredClientBreaker?>(breaker));

    private static Failure Rejected(ClientBreaker breaker, DateTimeOffset now) => GrantFailures.GoogleRejectedClient with
    {
        Reason = breaker.Error,
        RetryAfter = breaker.ProbeAt > now ? breaker.ProbeAt - now : ClientBreaker.ProbeInterval,
    };

    private sealed record Reading(Task<StoredClientBreaker?> Stored)
    {
        // Real time, whatever the platform's clock: this is about how long news may take between nodes.
        private readonly long _at = TimeProvider.System.GetTimestamp();

        public bool Counts => (!Stored.IsCompleted || Stored.IsCompletedSuccessfully) && TimeProvider.System.GetElapsedTime(_at) < Known;
    }
}
