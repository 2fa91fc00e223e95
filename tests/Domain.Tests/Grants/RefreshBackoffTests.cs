using FsCheck;
using FsCheck.Xunit;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Domain.Tests.Grants;

public sealed class RefreshBackoffTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 4)]
    [InlineData(3, 8)]
    [InlineData(9, 512)]
    [InlineData(10, 600)]
    [InlineData(int.MaxValue, 600)]
    public void The_delay_doubles_from_two_seconds_to_ten_minutes(int attempt, int seconds) =>
        RefreshBackoff.Delay(attempt, retryAfter: null, jitter: 0).Should().Be(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Jitter_adds_up_to_a_quarter()
    {
        RefreshBackoff.Delay(1, null, jitter: 0.5).Should().Be(TimeSpan.FromSeconds(2.25));
        RefreshBackoff.Delay(1, null, jitter: 1).Should().Be(TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public void Google_is_left_alone_for_at_least_as_long_as_it_asks() =>
        RefreshBackoff.Delay(1, TimeSpan.FromMinutes(20), 0).Should().Be(TimeSpan.FromMinutes(20));

    [Fact]
    public void A_shorter_wait_than_ours_does_not_shorten_it() =>
        RefreshBackoff.Delay(10, TimeSpan.FromSeconds(1), 0).Should().Be(TimeSpan.FromMinutes(10));

    [Fact]
    public void Nobody_can_ask_for_more_than_an_hour() =>
        RefreshBackoff.Delay(1, TimeSpan.FromDays(30), 1).Should().Be(TimeSpan.FromHours(1));

    [Property]
    public bool The_delay_is_bounded_whatever_Google_asks(PositiveInt attempt, TimeSpan? retryAfter, byte jitter)
    {
        var delay = RefreshBackoff.Delay(attempt.Get, retryAfter, jitter / 255.0);

        return delay >= TimeSpan.FromSeconds(2) && delay <= TimeSpan.FromHours(1);
    }
}
