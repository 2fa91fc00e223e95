using GmailPlatform.Domain.Grants;
using static GmailPlatform.Domain.Tests.Grants.GrantExamples;

namespace GmailPlatform.Domain.Tests.Grants;

public sealed class ConsentAskTests
{
    private const string SendScope = "https://www.googleapis.com/auth/gmail.send";

    private static readonly ScopeSet Send = ScopeSet.Of(SendScope);

    [Fact]
    public void A_stranger_is_asked_for_all_that_is_wanted_and_for_who_they_are()
    {
        var ask = Ask(Send, grant: null);

        ask.Should().BeEquivalentTo(new { Scopes = Send.With(ScopeSet.Identity), Standalone = false, ForceConsent = false });
    }

    [Fact]
    public void A_known_person_is_asked_only_for_what_the_grant_lacks_and_by_force_since_the_refresh_token_must_cover_it()
    {
        var ask = Ask(Readonly.With(Send), Connected());

        ask.Should().BeEquivalentTo(new { Scopes = Send.With(ScopeSet.Identity), Standalone = false, ForceConsent = true });
    }

    [Fact]
    public void O19_Where_another_account_may_answer_all_scopes_are_requested()
    {
        var ask = ConsentAsk.For(Readonly.With(Send), Connected(), mayIncludeGranted: true, onlyThatAccount: false);

        ask.Should().BeEquivalentTo(new { Scopes = Readonly.With(Send).With(ScopeSet.Identity), Standalone = false, ForceConsent = true });
    }

    [Fact]
    public void Where_nothing_is_lacking_nothing_is_forced_and_Google_hears_of_all()
    {
        var ask = Ask(ScopeSet.Of(ScopeSet.GmailReadonly), Failing());

        ask.Should().BeEquivalentTo(new { Scopes = Readonly, ForceConsent = false });
    }

    [Fact]
    public void A_grant_that_Google_no_longer_honours_is_asked_for_whole()
    {
        var ask = Ask(Send, Refused());

        ask.Should().BeEquivalentTo(new { Scopes = Readonly.With(Send), ForceConsent = true });
    }

    [Fact]
    public void Of_a_grant_that_was_ended_here_only_what_is_wanted_now_is_asked_for()
    {
        var ask = Ask(Send, Revoked());

        ask.Should().BeEquivalentTo(new { Scopes = Send.With(ScopeSet.Identity), ForceConsent = true });
    }

    [Fact]
    public void Beside_a_scope_that_reads_mail_the_metadata_scope_is_not_asked_for_and_nothing_is_merged()
    {
        var ask = Ask(ScopeSet.Of(ScopeSet.GmailReadonly, ScopeSet.GmailMetadata), grant: null);

        ask.Should().BeEquivalentTo(new { Scopes = Readonly, Standalone = true });
    }

    [Fact]
    public void A_grant_of_metadata_is_left_behind_by_one_that_reads_mail()
    {
        var metadata = ScopeSet.Of(ScopeSet.OpenId, ScopeSet.Email, ScopeSet.GmailMetadata);
        var grant = Connected().Then(new Consent(metadata, metadata, RefreshToken: true), Noon);

        var ask = Ask(ScopeSet.Of(ScopeSet.GmailReadonly), grant);

        ask.Should().BeEquivalentTo(new { Scopes = Readonly, Standalone = true, ForceConsent = true });
    }

    [Fact]
    public void A_token_that_got_the_metadata_scope_by_merging_is_replaced_by_one_without()
    {
        var both = Readonly.With(ScopeSet.Of(ScopeSet.GmailMetadata));
        var grant = Connected().Then(new Consent(Readonly, both, RefreshToken: true), Noon);

        var ask = Ask(grant.Scopes, grant);

        ask.Should().BeEquivalentTo(new { Scopes = Readonly, Standalone = true, ForceConsent = true });
    }

    [Fact]
    public void Where_nothing_may_be_merged_all_is_asked_for_with_what_is_lacking()
    {
        var ask = ConsentAsk.For(Send, Connected(), mayIncludeGranted: false, onlyThatAccount: true);

        ask.Should().BeEquivalentTo(new { Scopes = Readonly.With(Send), Standalone = true, ForceConsent = true });
    }

    private static ConsentAsk Ask(ScopeSet wanted, Grant? grant) => ConsentAsk.For(wanted, grant, mayIncludeGranted: true, onlyThatAccount: true);
}
