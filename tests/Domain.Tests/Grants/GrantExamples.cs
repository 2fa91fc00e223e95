using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Domain.Tests.Grants;

/// <summary>Grants and answers to start an example from.</summary>
internal static class GrantExamples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    public static readonly ScopeSet Readonly = ScopeSet.Of(ScopeSet.OpenId, ScopeSet.Email, ScopeSet.GmailReadonly);
    public static readonly RefusedRefresh ExpiredOrRevoked = new("invalid_grant", "Token has been expired or revoked.", null);

    /// <summary>An account that was connected at noon and is in its first generation.</summary>
    public static Grant Connected() => Replay(new Consent(Readonly, Readonly, RefreshToken: true).Connect(Noon));

    public static Grant Failing() => Connected().Then(new FailRefresh(0, null, 0), Noon);

    public static Grant Refused() => Connected().Then(new RefuseRefresh(0, ExpiredOrRevoked), Noon);

    public static Grant Revoked() => Connected().Then(new Revoke(), Noon);

    public static Grant Erased() => Revoked().Then(new Erase(), Noon);

    /// <summary>The state after a command that is granted.</summary>
    public static Grant Then(this Grant grant, GrantCommand command, DateTimeOffset now) =>
        command.Decide(grant, now).Facts().Aggregate<GrantEvent, Grant?>(grant, Grant.Evolve)!;

    public static IReadOnlyList<GrantEvent> Facts(this Result<IReadOnlyList<GrantEvent>> decision)
    {
        decision.Succeeded(out var facts, out var failure).Should().BeTrue("the decision should not be {0}", failure?.Code);
        return facts!;
    }

    public static CredentialFacts Credentials(DateTimeOffset now, ScopeSet scopes, bool refreshToken) => new(
        scopes, now.AddSeconds(3599), "a0a1a2a3a4a5a6a7", refreshToken ? "b0b1b2b3b4b5b6b7" : null, RefreshTokenExpiresAt: null);

    private static Grant Replay(Result<IReadOnlyList<GrantEvent>> decision) => decision.Facts().Aggregate<GrantEvent, Grant?>(null, Grant.Evolve)!;
}
