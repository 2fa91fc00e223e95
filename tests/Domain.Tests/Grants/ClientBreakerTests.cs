using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Domain.Tests.Grants;

public sealed class ClientBreakerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly ClientBreaker Closed = new("client:1", "client");

    [Fact]
    public void A_closed_breaker_admits_everybody() => Closed.Admits(Now).Should().BeTrue();

    [Fact]
    public void A_wrong_secret_opens_it_at_once()
    {
        var open = Closed.Reject(AGrant(), "invalid_client", Now);

        open.IsOpen.Should().BeTrue();
        open.OpenedAt.Should().Be(Now);
        open.Admits(Now).Should().BeFalse();
        open.Error.Should().Be("invalid_client");
    }

    [Fact]
    public void An_open_breaker_admits_one_probe_an_interval()
    {
        var open = Closed.Reject(AGrant(), "invalid_client", Now);
        var later = Now + ClientBreaker.ProbeInterval;

        open.Admits(later - TimeSpan.FromTicks(1)).Should().BeFalse();
        open.Admits(later).Should().BeTrue();
        open.Probe(later).Admits(later).Should().BeFalse();
        open.Probe(later).Admits(later + ClientBreaker.ProbeInterval).Should().BeTrue();
    }

    [Fact]
    public void A_probe_that_is_rejected_keeps_it_open_and_keeps_the_moment_when_it_opened()
    {
        var later = Now + ClientBreaker.ProbeInterval;

        var still = Closed.Reject(AGrant(), "invalid_client", Now).Probe(later).Reject(AGrant(), "invalid_client", later);

        still.OpenedAt.Should().Be(Now);
        still.Admits(later).Should().BeFalse();
    }

    [Fact]
    public void One_grant_of_another_client_does_not_open_it_however_often_it_is_tried()
    {
        var grant = AGrant();

        var breaker = Enumerable.Range(0, 10).Aggregate(Closed, (breaker, _) => breaker.Reject(grant, "unauthorized_client", Now));

        breaker.IsOpen.Should().BeFalse();
        breaker.Admits(Now).Should().BeTrue();
    }

    [Fact]
    public void Several_grants_in_a_row_prove_that_the_client_may_not_refresh()
    {
        var breaker = Closed.Reject(AGrant(), "unauthorized_client", Now).Reject(AGrant(), "unauthorized_client", Now);
        breaker.IsOpen.Should().BeFalse();

        breaker.Reject(AGrant(), "unauthorized_client", Now).IsOpen.Should().BeTrue();
    }

    [Fact]
    public void It_remembers_a_few_grants_to_probe_with_and_no_more()
    {
        var last = AGrant();

        var open = Enumerable.Range(0, 100).Aggregate(Closed, (breaker, _) => breaker.Reject(AGrant(), "invalid_client", Now)).Reject(last, "invalid_client", Now);

        open.Rejected.Should().HaveCountLessThan(5).And.EndWith(last);
    }

    private static RejectedGrant AGrant() => new(Guid.NewGuid(), Guid.NewGuid());
}
