using GmailPlatform.Application.Audit;
using GmailPlatform.Testing;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>An event that was edited in the database beyond reading: every route and page that reads it answers, and shows the others.</summary>
public sealed class PoisonedEventTests : IAsyncLifetime
{
    private World _world = null!;

    public async ValueTask InitializeAsync() => _world = await World.StartAsync();

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("data = jsonb_set(data, '{latencyMilliseconds}', '1e400')")]
    [InlineData("data = '[]'")]
    [InlineData("\"timestamp\" = 'infinity'")]
    [InlineData("type = 'no_such_event'")]
    public async Task S6_History_proof_and_console_answer_over_a_poisoned_event(string poison)
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        await _world.Services.SendAsync(new PublishCheckpoint());
        await using var database = NpgsqlDataSource.Create(_world.Settings.Postgres);
        await using var command = database.CreateCommand($"update gmailplatform.mt_events set {poison} where stream_id = '{grant}' and version = 2");
        (await command.ExecuteNonQueryAsync()).Should().Be(1);

        var events = (await tenant.GetAsync($"v1/grants/{grant}/history")).GetProperty("events").EnumerateArray().ToList();
        using var proof = await tenant.Api.GetAsync($"v1/grants/{grant}/history/2/proof");
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);

        events.Select(e => e.GetProperty("sequence").GetInt64()).Should().Equal(1, 2, 3);
        if (!poison.StartsWith("\"timestamp\"", StringComparison.Ordinal))
        {
            events[1].GetProperty("data").GetProperty("unreadable").GetString().Should().Contain("audit verify");
        }

        ((int)proof.StatusCode).Should().BeOneOf(200, 503);
        foreach (var page in new[] { $"/console/history?grant={grant}", "/console/history", $"/console/grants/{grant}", $"/console/moment?mailbox={grant}", $"/console/history/export?grant={grant}&format=csv", $"/console/history/export?grant={grant}&format=ndjson" })
        {
            using var answer = await auditor.GetAsync(page);
            ((int)answer.StatusCode).Should().Be(200, "{0} answers", page);
            (await answer.Content.ReadAsStringAsync()).Should().NotBeEmpty();
        }
    }
}
