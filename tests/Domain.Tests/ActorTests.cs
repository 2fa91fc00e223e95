namespace GmailPlatform.Domain.Tests;

public sealed class ActorTests
{
    [Fact]
    public void The_history_names_actors_by_kind()
    {
        Actor.ApiKey("0123456789abcdef").ToString().Should().Be("key:0123456789abcdef");
        Actor.Job("refresh").ToString().Should().Be("job:refresh");
        new[] { Actor.User, Actor.Google, Actor.Operator }.Select(actor => actor.Name).Should().Equal("user", "google", "operator");
    }
}
