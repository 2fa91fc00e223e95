using System.Security.Cryptography;
using System.Text;
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

        var subject = $"sub-of-{person}";
        (await MarksAsync()).Should().ContainSingle().Which.Should().MatchRegex("^[0-9a-f]{64}$").And.NotBe(Sha256(subject)).And.NotBe(Sha256($"sub\n{subject}"))
            .And.NotBe(Sha256($"{tenant.Id}{subject}")).And.NotBe(Sha256($"{subject}{tenant.Id}"), "who guesses the id must not find it without the key");
        (await _world.SendAsync(new PurgeErasures())).Count.Should().Be(0);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        (await _world.SendAsync(new PurgeErasures())).Count.Should().Be(0, "tokens may have waited for an hour after a slow exchange");
        _world.Clock.Advance(TimeSpan.FromMinutes(5));
        (await _world.SendAsync(new PurgeErasures())).Count.Should().Be(1);
        (await MarksAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task O2_A_mark_outlasts_the_longest_exchange_that_the_settings_allow()
    {
        await using var world = await World.StartAsync(builder =>
        {
            builder.Configuration["Jobs:Run"] = "false";
            builder.Configuration["Google:OAuthTimeout"] = "00:01:00";
        });
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        var grant = (await world.SendAsync(tenant.Store(person, await world.TokensAsync(person), world.Clock.GetUtcNow()))).Id;
        await tenant.DeleteAsync($"v1/grants/{grant}?erase=true");

        // The exchange and UserInfo took a minute each, the tokens waited for an hour, and the last commit tried a refresh token at Google.
        world.Clock.Advance(TimeSpan.FromMinutes(1 + 1 + 60 + 1));

        (await world.SendAsync(new PurgeErasures())).Count.Should().Be(0);
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

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
