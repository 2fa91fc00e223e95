using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Domain.Tests.Grants;

/// <summary>Something that happens to a grant, a while after what happened before.</summary>
public abstract record GrantCommand
{
    public TimeSpan Pause { get; init; }

    public abstract Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now);
}

/// <summary>The person consents: connects the account, or continues its grant.</summary>
public sealed record Consent(ScopeSet Requested, ScopeSet Granted, bool RefreshToken) : GrantCommand
{
    public Result<IReadOnlyList<GrantEvent>> Connect(DateTimeOffset now) => Grant.Connect(Guid.CreateVersion7(now), Exchanged(now), Credentials(now), now);

    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) => grant.Reconnect(Exchanged(now), Credentials(now), now);

    private CodeExchanged Exchanged(DateTimeOffset now) => new(Requested, Granted, RefreshToken, IdentitySource.IdToken, 120, now);

    private CredentialFacts Credentials(DateTimeOffset now) => GrantExamples.Credentials(now, Granted, RefreshToken);
}

/// <summary>Google answers a refresh that was started <paramref name="Behind"/> generations ago; 0 is the present one.</summary>
public abstract record RefreshAnswer(int Behind) : GrantCommand
{
    public bool IsStaleFor(Grant grant) => Behind != 0 || !grant.IsUsable;
}

public sealed record Refresh(int Behind, ScopeSet Granted, bool RefreshToken) : RefreshAnswer(Behind)
{
    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) =>
        grant.Refresh(grant.Generation - Behind, GrantExamples.Credentials(now, Granted, RefreshToken), 80, now);
}

public sealed record FailRefresh(int Behind, TimeSpan? RetryAfter, double Jitter) : RefreshAnswer(Behind)
{
    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) =>
        grant.FailRefresh(grant.Generation - Behind, GrantFailures.GoogleUnavailable with { RetryAfter = RetryAfter }, Jitter, now);
}

public sealed record RefuseRefresh(int Behind, RefusedRefresh Refusal) : RefreshAnswer(Behind)
{
    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) =>
        grant.RequireReauthorization(grant.Generation - Behind, Refusal, now);
}

/// <summary>Google says something of the account, as of a while ago.</summary>
/// <param name="Number">Equal for an event that comes twice.</param>
public sealed record HearSecurityEvent(SecurityEventType Type, TimeSpan Ago, int Number) : GrantCommand
{
    public SecurityEvent At(DateTimeOffset now) => new(new Guid(Number, 0, 0, new byte[8]), Type, Reason: null, now - Ago);

    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) => grant.ReceiveSecurityEvent(At(now), now);
}

/// <summary>An application uses the grant.</summary>
public sealed record Use : GrantCommand
{
    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) =>
        Result<IReadOnlyList<GrantEvent>>.Success(grant.RecordUse([new CredentialsUsed("key:0123456789abcdef", 3, now.AddMinutes(-1), now.AddSeconds(-50), now, now)]));
}

/// <summary>The sealing key rotated, and a reseal came by.</summary>
public sealed record Reseal : GrantCommand
{
    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) =>
        Result<IReadOnlyList<GrantEvent>>.Success(Grant.Reseal(Guid.NewGuid(), Guid.NewGuid(), now));
}

public sealed record Revoke : GrantCommand
{
    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) => grant.Revoke(now);
}

public sealed record ConfirmRevocation : GrantCommand
{
    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) => grant.ConfirmRevocation(now);
}

public sealed record AbandonRevocation : GrantCommand
{
    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) => grant.AbandonRevocation(now);
}

public sealed record Erase : GrantCommand
{
    public override Result<IReadOnlyList<GrantEvent>> Decide(Grant grant, DateTimeOffset now) => grant.Erase(now);
}
