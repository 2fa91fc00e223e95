using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Exchanging;
using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

public sealed class RecentExchangesTests
{
    private static readonly ConnectedGrant Grant = new(Guid.NewGuid(), Created: true, "ada@example.com", [], []);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void An_exchange_is_remembered_for_its_time_and_not_for_ever()
    {
        var recent = new RecentExchanges(capacity: 100, _time);
        recent.Add("a", Grant);

        _time.Advance(RecentExchanges.KeptFor - TimeSpan.FromSeconds(1));
        recent.Find("a").Should().BeSameAs(Grant);
        recent.Find("b").Should().BeNull();
        _time.Advance(RecentExchanges.KeptFor);
        recent.Find("a").Should().BeSameAs(Grant);
        _time.Advance(RecentExchanges.KeptFor);
        recent.Find("a").Should().BeNull();
    }

    [Fact]
    public void One_that_is_added_after_a_long_silence_is_remembered_for_its_time()
    {
        var recent = new RecentExchanges(capacity: 100, _time);
        _time.Advance(TimeSpan.FromDays(1));
        recent.Add("a", Grant);

        _time.Advance(RecentExchanges.KeptFor - TimeSpan.FromSeconds(1));

        recent.Find("a").Should().BeSameAs(Grant);
    }

    [Fact]
    public void No_more_are_kept_than_there_is_place_for_and_the_latest_stay()
    {
        var recent = new RecentExchanges(capacity: 10, _time);
        for (var number = 0; number < 100; number++)
        {
            recent.Add($"{number}", Grant);
        }

        Enumerable.Range(0, 100).Count(number => recent.Find($"{number}") is not null).Should().BeInRange(1, 10);
        recent.Find("99").Should().BeSameAs(Grant);
    }
}
