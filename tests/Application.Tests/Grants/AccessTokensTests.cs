using System.Text.Json;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants;

public sealed class AccessTokensTests
{
    private static readonly Guid GrantId = Guid.CreateVersion7();
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _clock = new(ValidatedRequests.Now);
    private readonly ChangeFeed _feed = new(new FakeTimeProvider());
    private readonly IGrantStore _grants = Substitute.For<IGrantStore>();
    private readonly CredentialUses _uses = new();
    private readonly RenewalQueue _renewals = new();
    private readonly AccessTokens _tokens;

    public AccessTokensTests()
    {
        _tokens = new AccessTokens(_grants, _feed, _uses, _renewals, _clock);
        _feed.Confirm(_feed.Now);
        Stored("ya29.one", generation: 1);
    }

    [Fact]
    public async Task The_database_is_asked_once_however_often_a_token_is_handed_out()
    {
        for (var call = 0; call < 3; call++)
        {
            (await VendAsync())!.Value.Reveal().Should().Be("ya29.one");
        }

        _tokens.Vend(Callers.Any, GrantId, Minute, _clock.GetUtcNow()).Should().NotBeNull();
        await _grants.Received(1).FindAccessTokenAsync(Callers.Any.Tenant, GrantId, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Without_news_of_changes_the_database_is_asked_each_time()
    {
        _feed.Lose();
        await VendAsync();
        await VendAsync();

        await _grants.Received(2).FindAccessTokenAsync(Callers.Any.Tenant, GrantId, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task A_change_of_the_grant_takes_its_token_out_of_memory()
    {
        await VendAsync();
        Stored("ya29.two", generation: 2);

        _feed.Apply(Change.OfGrant(GrantId));

        (await VendAsync())!.Value.Reveal().Should().Be("ya29.two");
    }

    [Fact]
    public async Task A_token_in_memory_is_for_its_own_tenant()
    {
        await VendAsync();
        var other = new Caller(TenantId.New(ValidatedRequests.Now), Callers.Any.Actor);

        _tokens.Vend(other, GrantId, Minute, _clock.GetUtcNow()).Should().BeNull();
        (await _tokens.VendAsync(other, GrantId, Minute, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task A_token_that_does_not_last_as_long_as_asked_is_not_handed_out()
    {
        await VendAsync();
        _clock.Advance(TimeSpan.FromMinutes(59.5));

        (await VendAsync()).Should().BeNull();
        (await _tokens.VendAsync(Callers.Any, GrantId, TimeSpan.Zero, CancellationToken.None)).Should().NotBeNull();
        _clock.Advance(Minute);
        (await _tokens.VendAsync(Callers.Any, GrantId, TimeSpan.Zero, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task In_the_last_minutes_one_renewal_is_asked_for_and_not_one_a_call()
    {
        await VendAsync();
        _clock.Advance(TimeSpan.FromMinutes(54));
        await VendAsync();
        _clock.Advance(TimeSpan.FromMinutes(2));
        await VendAsync();
        await VendAsync();

        var asked = new List<RefreshAhead>();
        await foreach (var renewal in _renewals.ReadAsync(CancellationToken.None))
        {
            asked.Add(renewal);
            _renewals.Finish(renewal);
            await VendAsync();
            break;
        }

        asked.Should().Equal(new RefreshAhead(Callers.Any.Tenant, GrantId, Generation: 1));
    }

    [Fact]
    public async Task The_answer_is_written_once_a_generation()
    {
        await VendAsync();
        var written = 0;
        byte[] Write(AccessToken token) => [(byte)++written, (byte)token.Generation];

        var first = Held().AnswerBy(Write);
        var again = Held().AnswerBy(Write);

        again.Should().BeSameAs(first);
        written.Should().Be(1);
    }

    [Fact]
    public async Task Each_use_is_counted_by_key_and_minute()
    {
        var other = Callers.Any with { Actor = Actor.ApiKey("fedcba9876543210") };
        await VendAsync();
        await VendAsync();
        await _tokens.VendAsync(other, GrantId, Minute, CancellationToken.None);
        _uses.TakeOver(_clock.GetUtcNow()).Should().BeEmpty("the minute is not over");
        _clock.Advance(Minute);
        await VendAsync();

        var uses = _uses.TakeOver(_clock.GetUtcNow());

        uses.Select(use => (use.By, use.Count)).Should().BeEquivalentTo([(Callers.Any.Actor, 2), (other.Actor, 1)]);
        uses.Should().OnlyContain(use => use.WindowStart == ValidatedRequests.Now);
        _uses.Return(uses);
        _uses.TakeOver(_clock.GetUtcNow()).Should().BeEquivalentTo(uses, "what is given back is not lost");
        _uses.TakeOver(DateTimeOffset.MaxValue).Should().ContainSingle().Which.Count.Should().Be(1);
    }

    [Fact]
    public void A_held_token_is_not_written_out_by_chance() =>
        JsonSerializer.Serialize(new HeldAccessToken(Callers.Any.Tenant, GrantId, Token("ya29.one", 1))).Should().NotContain("ya29");

    private HeldAccessToken Held() => _tokens.Vend(Callers.Any, GrantId, Minute, _clock.GetUtcNow())!;

    private async Task<AccessToken?> VendAsync() => (await _tokens.VendAsync(Callers.Any, GrantId, Minute, CancellationToken.None))?.Token;

    private void Stored(string token, int generation) =>
        _grants.FindAccessTokenAsync(Callers.Any.Tenant, GrantId, Arg.Any<CancellationToken>()).Returns(Token(token, generation));

    private static AccessToken Token(string token, int generation) =>
        new(new Secret(token), ValidatedRequests.Now.AddHours(1), ScopeSet.Of(ScopeSet.GmailReadonly), generation);
}
