using FsCheck;
using FsCheck.Fluent;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Domain.Tests.Grants;

/// <summary>Makes random lives of grants; a failing one shrinks to the few commands that matter.</summary>
public static class GrantLives
{
    private static readonly TimeSpan?[] AnyRetryAfter = [null, TimeSpan.Zero, TimeSpan.FromSeconds(30), TimeSpan.FromDays(2)];

    private static readonly RefusedRefresh[] AnyRefusal =
    [
        GrantExamples.ExpiredOrRevoked,
        new("invalid_grant", "Account has been deleted", null),
        new("invalid_grant", "reauth related error (invalid_rapt)", "invalid_rapt"),
        new("invalid_grant", "Bad Request", null),
        new("admin_policy_enforced", null, null),
    ];

    private static readonly TimeSpan[] AnyPause =
        [TimeSpan.Zero, TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(40), TimeSpan.FromHours(1), TimeSpan.FromDays(200)];

    public static Arbitrary<GrantLife> Lives() =>
        Arb.From(Commands).Array().Convert(commands => new GrantLife(commands), life => [.. life.Commands]);

    private static Gen<ScopeSet> Scopes =>
        from scopes in Gen.SubListOf("openid", "email", ScopeSet.GmailReadonly, ScopeSet.GmailModify, ScopeSet.FullMail)
        select ScopeSet.Of(scopes);

    /// <summary>Mostly the present generation, sometimes an earlier one.</summary>
    private static Gen<int> Behind => Gen.Elements(0, 0, 0, 1, 2);

    private static Gen<bool> Sometimes => Gen.Elements(true, false, false);

    private static Gen<GrantCommand> Commands =>
        from command in Gen.Frequency((4, Consents), (4, Refreshes), (4, Failures), (2, Refusals), (2, Uses), (1, Reseals), (3, SecurityEvents), (3, Endings))
        from pause in Gen.Elements(AnyPause)
        select command with { Pause = pause };

    private static Gen<GrantCommand> Consents =>
        from requested in Scopes
        from granted in Scopes
        from refreshToken in Gen.Elements(true, false)
        select (GrantCommand)new Consent(requested, granted, refreshToken);

    private static Gen<GrantCommand> Refreshes =>
        from behind in Behind
        from granted in Scopes
        from refreshToken in Sometimes
        select (GrantCommand)new Refresh(behind, granted, refreshToken);

    private static Gen<GrantCommand> Failures =>
        from behind in Behind
        from retryAfter in Gen.Elements(AnyRetryAfter)
        from jitter in Gen.Choose(0, 100)
        select (GrantCommand)new FailRefresh(behind, retryAfter, jitter / 100.0);

    private static Gen<GrantCommand> Refusals =>
        from behind in Behind
        from refusal in Gen.Elements(AnyRefusal)
        select (GrantCommand)new RefuseRefresh(behind, refusal);

    private static Gen<GrantCommand> SecurityEvents =>
        from type in Gen.Elements(Enum.GetValues<SecurityEventType>())
        from ago in Gen.Elements(AnyPause)
        from number in Gen.Choose(1, 40)
        select (GrantCommand)new HearSecurityEvent(type, ago, number);

    private static Gen<GrantCommand> Reseals => Gen.Constant<GrantCommand>(new Reseal());

    private static Gen<GrantCommand> Uses => Gen.Constant<GrantCommand>(new Use());

    private static Gen<GrantCommand> Endings => Gen.Elements<GrantCommand>(new Revoke(), new ConfirmRevocation(), new AbandonRevocation(), new Erase());
}
