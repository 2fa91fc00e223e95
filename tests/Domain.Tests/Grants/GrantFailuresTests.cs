using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Domain.Tests.Grants;

public sealed class GrantFailuresTests
{
    [Theory]
    [InlineData(ReauthorizationReason.Unknown, "unknown")]
    [InlineData(ReauthorizationReason.ExpiredOrRevoked, "expiredOrRevoked")]
    [InlineData(ReauthorizationReason.AdminPolicy, "adminPolicy")]
    public void The_reason_of_a_reauthorization_is_told_in_camel_case(ReauthorizationReason reason, string name) =>
        GrantFailures.ReauthorizationRequired(reason).Should().BeEquivalentTo(new { Code = "reauthorization_required", Reason = name });

    [Fact]
    public void An_insufficient_scope_names_what_is_missing() =>
        GrantFailures.InsufficientScope(ScopeSet.Of(ScopeSet.GmailModify)).Should().BeEquivalentTo(
            new { Code = "insufficient_scope", MissingScopes = new[] { ScopeSet.GmailModify } });
}
