using GmailPlatform.Domain.Tenancy;
using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.Application.Tests;

public sealed class ChangeFeedTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ChangeFeed _feed;

    public ChangeFeedTests() => _feed = new ChangeFeed(_time);

    [Fact]
    public void Memory_counts_for_less_than_a_second_from_the_start_of_the_last_round_trip()
    {
        _feed.IsCurrent.Should().BeFalse("nothing was confirmed yet");
        var started = _feed.Now;
        _time.Advance(TimeSpan.FromMilliseconds(600));

        _feed.Confirm(started);

        _feed.IsCurrent.Should().BeTrue();
        _time.Advance(TimeSpan.FromMilliseconds(399));
        _feed.IsCurrent.Should().BeTrue();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _feed.IsCurrent.Should().BeFalse();
    }

    [Fact]
    public void A_lost_connection_ends_the_trust_at_once()
    {
        _feed.Confirm(_feed.Now);

        _feed.Lose();

        _feed.IsCurrent.Should().BeFalse();
    }

    [Fact]
    public void A_change_reaches_those_who_asked_for_its_topic_only()
    {
        var dropped = new List<string>();
        _feed.Subscribe(Change.ApiKeyTopic, dropped.Add);
        _feed.Subscribe(Change.GrantTopic, _ => dropped.Add("wrong"));

        _feed.Apply(Change.OfApiKey("0123"));

        dropped.Should().Equal("0123");
    }

    [Fact]
    public void A_change_of_a_topic_that_is_not_known_here_drops_everything()
    {
        var cleared = 0;
        _feed.Subscribe(Change.GrantTopic, _ => { });
        _feed.SubscribeToRestarts(() => cleared++);

        _feed.Apply(new Change("of_a_newer_version", "1"));
        _feed.Apply(Change.OfGrant(Guid.NewGuid()));

        cleared.Should().Be(1);
    }

    [Fact]
    public void A_change_names_ids_and_nothing_else()
    {
        var id = Guid.NewGuid();

        Change.OfGrant(id).Should().Be(new Change("grant", id.ToString()));
        Change.OfTenant(new TenantId(id)).Should().Be(new Change("tenant", id.ToString()));
    }
}
