namespace GmailPlatform.EndToEnd.Tests.Support;

/// <summary>Something that happens to a grant.</summary>
public enum Happening
{
    Consent,
    Vend,
    ForceRefresh,
    Mail,
    Sweep,
    RetryJob,
    TimePasses,
    PersonRemovesTheApp,
    ApplicationRevokes,
    GoogleGoesAway,
    GoogleComesBack,
    ConsentDuringARefresh,
    RevocationDuringARefresh,
}

/// <summary>What a grant is expected to be: a few fields and no store, to compare the platform with.</summary>
internal sealed record GrantModel(DateTimeOffset Now)
{
    public static readonly TimeSpan Step = TimeSpan.FromMinutes(25);

    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(3599);

    public string Status { get; init; } = "active";

    public int Generation { get; init; } = 1;

    public DateTimeOffset ExpiresAt { get; init; } = Now + TokenLifetime;

    /// <summary>Whether Google honours the refresh token that is stored.</summary>
    public bool Honoured { get; init; } = true;

    public bool GoogleIsAway { get; init; }

    /// <summary>Told by the platform, since it holds a random part.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    public bool IsUsable => Status is "active" or "refreshFailing";

    /// <summary>Whether a call that needs a token valid for another minute refreshes it first.</summary>
    public bool VendRefreshes => IsUsable && !VendServes && !(Now < RetryAt);

    public bool VendServes => IsUsable && ExpiresAt - Now >= TimeSpan.FromMinutes(1);

    public bool SweepRefreshes => Status is "active" && ExpiresAt < Now + TimeSpan.FromMinutes(10) && ExpiresAt >= Now - TimeSpan.FromHours(1);

    public bool RetryRefreshes => Status is "refreshFailing" && Now >= RetryAt;

    public GrantModel Consented() => this with { Status = "active", Generation = Generation + 1, ExpiresAt = Now + TokenLifetime, Honoured = true, RetryAt = null };

    public GrantModel Refreshed() => this switch
    {
        { IsUsable: false } => this,
        { GoogleIsAway: true } => this with { Status = "refreshFailing" },
        { Honoured: false } => this with { Status = "reauthorizationRequired", RetryAt = null },
        _ => Consented(),
    };

    public GrantModel Revoked() => this with { Status = "revoked", Honoured = false, RetryAt = null };
}
