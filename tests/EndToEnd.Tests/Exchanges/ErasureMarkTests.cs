using GmailPlatform.Application.Grants;
using GmailPlatform.Testing;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>What is remembered of an erased person until no earlier exchange can still be running.</summary>
public sealed class ErasureMarkTests : IAsyncLifetime
{
    private World _world = null!;

    public async ValueTask InitializeAsync() => _world = await World.StartAsync(builder => builder.Configuration["Jobs:Run"] = "false");

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task O2_The_mark_of_an_erasure_holds_no_id_and_is_deleted_once_no_tokens_can_wait_any_more()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = (await _world.SendAsync(tenant.Store(person, await _world.TokensAsync(person), _world.Clock.GetUtcNow()))).Id;
        await tenant.DeleteAsync($"v1/grants/{grant}?erase=true");

        (await MarksAsync()).Should().ContainSingle().Which.Should().HaveLength(64).And.NotContain(person);
        (await _world.SendAsync(new PurgeErasures())).Count.Should().Be(0);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        (await _world.SendAsync(new PurgeErasures())).Count.Should().Be(0, "tokens may have waited for an hour after a slow exchange");
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        (await _world.SendAsync(new PurgeErasures())).Count.Should().Be(1);
        (await MarksAsync()).Should().BeEmpty();
    }

    private async Task<IReadOnlyList<string>> MarksAsync()
    {
        await using var database = NpgsqlDataSource.Create(_world.Settings.Postgres);
        await using var command = database.CreateCommand("select subject_digest from gmailplatform.recent_erasure");
        await using var rows = await command.ExecuteReaderAsync();
        var marks = new List<string>();
        while (await rows.ReadAsync())
        {
            marks.Add(rows.GetString(0));
        }

        return marks;
    }
}
