using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application;

/// <summary>A commit that ends or alters what nodes may hold in memory. Names it by topic and id, and says nothing of it.</summary>
public readonly record struct Change(string Topic, string Id)
{
    public const string ApiKeyTopic = "api_key";
    public const string TenantTopic = "tenant";
    public const string GrantTopic = "grant";

    /// <summary>The end of a refresh that another node waits for.</summary>
    public const string RefreshLeaseTopic = "refresh_lease";

    public static Change OfApiKey(string keyId) => new(ApiKeyTopic, keyId);

    public static Change OfTenant(TenantId tenant) => new(TenantTopic, tenant.ToString());

    public static Change OfGrant(Guid grantId) => new(GrantTopic, grantId.ToString());
}

/// <summary>
/// What this node hears of the commits of all nodes. Freshness is a proof: a round trip on the very connection that brings the news
/// confirms that all older news has come; without a young one, nothing that is held in memory counts.
/// </summary>
/// <param name="time">Real time, whatever clock the platform otherwise goes by.</param>
public sealed class ChangeFeed(TimeProvider time)
{
    /// <summary>How old the news may be: what other nodes committed takes effect here within this time.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    private readonly Lock _subscribing = new();
    private Subscriptions _subscriptions = new([], []);

    /// <summary>When the last confirmed round trip started; 0 while there is no connection.</summary>
    private long _confirmed;

    /// <summary>Whether what is held in memory may be used now.</summary>
    public bool IsCurrent => Volatile.Read(ref _confirmed) is var started and not 0 && time.GetElapsedTime(started) < Bound;

    /// <summary>A moment to hand to <see cref="Confirm"/> after a round trip.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>A round trip that started then has ended: every change that was committed before has been applied.</summary>
    public void Confirm(long started) => Volatile.Write(ref _confirmed, started);

    /// <summary>The connection is gone: nothing in memory counts until a new one is confirmed.</summary>
    public void Lose() => Volatile.Write(ref _confirmed, 0);

    /// <summary>A new connection hears of every change from now on; of those before nobody told.</summary>
    public void Restart()
    {
        foreach (var clear in Volatile.Read(ref _subscriptions).Clearing)
        {
            clear();
        }
    }

    /// <summary>Drops what is held of the thing that changed; on a topic that is not known here, everything.</summary>
    public void Apply(Change change)
    {
        var known = false;
        foreach (var (topic, drop) in Volatile.Read(ref _subscriptions).Dropping)
        {
            if (topic == change.Topic)
            {
                known = true;
                drop(change.Id);
            }
        }

        if (!known)
        {
            Restart();
        }
    }

    /// <summary>Asks to be told what to drop.</summary>
    public void Subscribe(string topic, Action<string> drop)
    {
        lock (_subscribing)
        {
            _subscriptions = _subscriptions with { Dropping = [.. _subscriptions.Dropping, (topic, drop)] };
        }
    }

    /// <summary>Asks to be told when to drop everything.</summary>
    public void SubscribeToRestarts(Action clear)
    {
        lock (_subscribing)
        {
            _subscriptions = _subscriptions with { Clearing = [.. _subscriptions.Clearing, clear] };
        }
    }

    private sealed record Subscriptions((string Topic, Action<string> Drop)[] Dropping, Action[] Clearing);
}
