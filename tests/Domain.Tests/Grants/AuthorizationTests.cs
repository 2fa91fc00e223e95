using GmailPlatform.Domain.Grants;
using static GmailPlatform.Domain.Tests.Grants.GrantExamples;

namespace GmailPlatform.Domain.Tests.Grants;

public sealed class AuthorizationTests
{
    private static readonly Secret Cookie = new("the cookie of this browser");

    [Fact]
    public void A_person_who_denied_and_went_back_may_agree_with_the_same_state()
    {
        var denied = Value(Pending().Consume([], bringsCode: false, Noon)) with { Outcome = new AuthorizationOutcome(GrantId: null, "access_denied") };

        var agreed = Value(denied.Consume([], bringsCode: true, Noon.AddMinutes(1)));

        agreed.Outcome.Should().BeNull();
        denied.Consume([], bringsCode: false, Noon.AddMinutes(1)).Failure.Should().BeEquivalentTo(new { Reason = "stateUsed" });
        denied.Consume([], bringsCode: true, Noon.AddMinutes(11)).Failure.Should().BeEquivalentTo(new { Reason = "stateUsed" });
        (agreed with { Outcome = denied.Outcome }).Consume([], bringsCode: true, Noon.AddMinutes(2)).Failure.Should().BeEquivalentTo(new { Reason = "stateUsed" }, "a code was received");
    }

    [Fact]
    public void A_state_is_used_once()
    {
        var used = Consumed(Pending(), Noon.AddMinutes(1));

        used.ConsumedAt.Should().Be(Noon.AddMinutes(1));
        used.IsPending(Noon.AddMinutes(1)).Should().BeFalse();
        used.Consume([], bringsCode: true, Noon.AddMinutes(2)).Failure.Should().BeEquivalentTo(new { Code = "code_exchange_failed", Reason = "stateUsed" });
    }

    [Fact]
    public void A_state_ends_after_ten_minutes()
    {
        Pending().Consume([], bringsCode: true, Noon.AddMinutes(10).AddTicks(-1)).Failure.Should().BeNull();
        Pending().Consume([], bringsCode: true, Noon.AddMinutes(10)).Failure.Should().BeEquivalentTo(new { Code = "code_exchange_failed", Reason = "stateExpired" });
    }

    [Fact]
    public void Without_a_connect_page_any_browser_may_come_back() => Pending().Consume([Cookie], bringsCode: true, Noon).Failure.Should().BeNull();

    [Fact]
    public void Only_the_browser_that_was_bound_uses_the_state()
    {
        var bound = Pending().BindBrowser(Cookie);

        bound.Consume([new Secret("another cookie")], bringsCode: true, Noon).Failure.Should().Be(GrantFailures.WrongBrowser);
        bound.Consume([], bringsCode: true, Noon).Failure.Should().Be(GrantFailures.WrongBrowser);
        bound.Consume([Cookie], bringsCode: true, Noon).Failure.Should().BeNull();
    }

    [Fact]
    public void Another_browser_is_not_told_whether_the_state_was_used_or_ran_out()
    {
        var used = Consumed(Pending().BindBrowser(Cookie), Noon);

        used.Consume([], bringsCode: true, Noon.AddDays(1)).Failure.Should().Be(GrantFailures.WrongBrowser);
    }

    [Fact]
    public void The_cookie_is_kept_only_as_a_hash() =>
        Pending().BindBrowser(Cookie).BrowserBindingSha256.Should().Be(Cookie.Sha256()).And.NotBe(Cookie.Reveal());

    [Fact]
    public void Asked_again_it_is_another_authorization_for_the_same_browser()
    {
        var used = Consumed(Pending().BindBrowser(Cookie), Noon);
        var id = Guid.CreateVersion7(Noon);

        var again = used.AskAgain(id, "mira@example.com", forceConsent: true, Noon.AddHours(1));

        again.Should().BeEquivalentTo(new
        {
            Id = id,
            used.TenantId,
            used.Scopes,
            used.ReturnUrl,
            LoginHint = "mira@example.com",
            ForceConsent = true,
            StateSha256 = "",
            ConsumedAt = (DateTimeOffset?)null,
            ExpiresAt = Noon.AddHours(1).AddMinutes(10),
        });
        again.IsBoundTo(Cookie).Should().BeTrue();
    }

    [Fact]
    public void Opened_again_it_has_a_new_state_and_ten_more_minutes_in_the_same_place()
    {
        var used = Consumed(Pending().BindBrowser(Cookie), Noon);
        var state = Secret.Random();

        var reopened = used.Reopen(state, Noon.AddHours(1));

        reopened.Should().BeEquivalentTo(new
        {
            used.Id,
            used.TenantId,
            used.Scopes,
            StateSha256 = state.Sha256(),
            ConsumedAt = (DateTimeOffset?)null,
            ExpiresAt = Noon.AddHours(1).AddMinutes(10),
        });
        reopened.StateSha256.Should().NotBe(used.StateSha256);
        Consumed(reopened, Noon.AddHours(1)).IsBoundTo(Cookie).Should().BeTrue("it stays with its browser");
    }

    [Fact]
    public void Every_authorization_has_secrets_of_its_own_that_print_as_nothing()
    {
        var (one, other) = (AuthorizationSecrets.Generate(new Secret("client state")), AuthorizationSecrets.Generate(null));

        new[] { one.State, one.CodeVerifier, one.Nonce, other.State, other.CodeVerifier, other.Nonce }.Should().OnlyHaveUniqueItems();
        one.ToString().Should().NotContain(one.State.Reveal()).And.NotContain(one.CodeVerifier.Reveal()).And.NotContain("client state");
    }

    private static Authorization Pending() => new(
        Guid.NewGuid(), Guid.NewGuid(), Secret.Random().Sha256(), Readonly, LoginHint: null, ReturnUrl: null, GrantId: null, Noon, Noon + Authorization.Lifetime);

    private static Authorization Consumed(Authorization authorization, DateTimeOffset now)
    {
        authorization.Consume([Cookie], bringsCode: true, now).Succeeded(out var consumed, out var failure).Should().BeTrue("the state should not be refused: {0}", failure);
        return consumed!;
    }

    private static Authorization Value(Result<Authorization> result) =>
        result.Succeeded(out var authorization, out var failure) ? authorization : throw new InvalidOperationException(failure.Detail);
}
