using System.Net;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

[Collection(MovingWorld.Collection)]
public sealed class ConsoleSessionLimitTests(MovingWorld moving)
{
    private readonly World _world = moving.World;

    [Fact]
    public async Task A_session_ends_after_an_hour_without_use_and_use_puts_that_off()
    {
        using var visitor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Operator);

        _world.Clock.Advance(TimeSpan.FromMinutes(40));
        await visitor.ReadAsync("/console");
        _world.Clock.Advance(TimeSpan.FromMinutes(40));
        await visitor.ReadAsync("/console");
        _world.Clock.Advance(TimeSpan.FromMinutes(61));

        using var ended = await visitor.GetAsync("/console");
        ended.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task A_session_ends_after_twelve_hours_however_much_it_is_used()
    {
        using var visitor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Operator);
        var start = _world.Clock.GetUtcNow();
        while (_world.Clock.GetUtcNow() - start < TimeSpan.FromHours(11.5))
        {
            await visitor.ReadAsync("/console");
            _world.Clock.Advance(TimeSpan.FromMinutes(35));
        }

        await visitor.ReadAsync("/console");
        _world.Clock.Advance(TimeSpan.FromMinutes(25));

        using var ended = await visitor.GetAsync("/console");
        ended.StatusCode.Should().Be(HttpStatusCode.Redirect);
    }
}
