using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.Application.Tests;

public sealed class NodeCacheTests
{
    private readonly ChangeFeed _feed = new(new FakeTimeProvider());
    private readonly NodeCache<string> _cache;

    public NodeCacheTests()
    {
        _cache = new NodeCache<string>(_feed, Change.GrantTopic, capacity: 4);
        _feed.Confirm(_feed.Now);
    }

    [Fact]
    public void What_is_held_is_found_while_the_node_hears_of_changes()
    {
        Hold("a");

        _cache.Find("a").Should().Be("a!");
        _feed.Lose();
        _cache.Find("a").Should().BeNull();
        _feed.Confirm(_feed.Now);
        _cache.Find("a").Should().Be("a!");
    }

    [Fact]
    public void A_change_drops_what_it_names_and_a_restart_everything()
    {
        Hold("a");
        Hold("b");

        _feed.Apply(new Change(Change.GrantTopic, "a"));

        _cache.Find("a").Should().BeNull();
        _cache.Find("b").Should().Be("b!");
        _feed.Restart();
        _cache.Find("b").Should().BeNull();
    }

    [Fact]
    public void What_changed_while_it_was_read_is_not_held()
    {
        var (changed, restarted) = (_cache.BeforeReading("a"), _cache.BeforeReading("b"));
        _feed.Apply(new Change(Change.GrantTopic, "a"));
        _cache.Hold("a", "old", changed);
        _feed.Restart();
        _cache.Hold("b", "old", restarted);

        _cache.Find("a").Should().BeNull();
        _cache.Find("b").Should().BeNull();
    }

    [Fact]
    public void It_holds_so_many_at_the_most_and_forgets_what_was_not_used()
    {
        for (var n = 0; n < 100; n++)
        {
            Hold($"{n}");
            _cache.Find("0").Should().Be("0!", "it is used all the time");
        }

        Enumerable.Range(0, 100).Count(n => _cache.Find($"{n}") is not null).Should().BeInRange(2, 4);
    }

    [Fact]
    public void What_is_dropped_while_it_moves_between_the_generations_does_not_come_back()
    {
        Parallel.For(0, 1000, round =>
        {
            Hold($"{round % 6}");
            _cache.Find($"{(round + 1) % 6}");
            _feed.Apply(new Change(Change.GrantTopic, $"{round % 6}"));
        });
        Enumerable.Range(0, 6).ToList().ForEach(n => _feed.Apply(new Change(Change.GrantTopic, $"{n}")));

        Enumerable.Range(0, 6).Should().AllSatisfy(n => _cache.Find($"{n}").Should().BeNull());
    }

    private void Hold(string key) => _cache.Hold(key, key + "!", _cache.BeforeReading(key));
}
