using System.Globalization;
using GmailPlatform.Testing;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests.Verdicts;

/// <summary><c>refresh?newerThan=</c> never answers a token as old as the one that was named, whichever refresh its caller shares.</summary>
public sealed class NewerThanTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private readonly World _world = nodes.World;

    [Fact]
    public async Task C4_a_caller_who_joins_a_refresh_with_an_older_aim_gets_a_newer_token_than_it_named()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        using var second = tenant.At(new Uri(nodes.Second.Urls.Single()));
        var slow = await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", delayMs = 60_000, times = 1 });

        var other = RefreshAsync(second, grant, newerThan: 1);
        await _world.WaitForAsync(slow);
        var waiting = RefreshAsync(tenant, grant, newerThan: 1);
        await Eventually.HoldsAsync("the first node waits for the second", () => IsAwaitedAsync(grant));
        var joining = RefreshAsync(tenant, grant, newerThan: 2);
        await _world.Google.MendAsync(slow);

        (await other, await waiting).Should().Be((2, 2));
        (await joining).Should().Be(3);
    }

    [Fact]
    public async Task C4_whatever_callers_on_two_nodes_name_they_get_something_newer()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        using var second = tenant.At(new Uri(nodes.Second.Urls.Single()));
        var latest = 1;

        var pairs = await Task.WhenAll(Enumerable.Range(0, 16).Select(async caller =>
        {
            var seen = new List<(int Named, int Answered)>();
            var random = new Random(caller);
            for (var round = 0; round < 8; round++)
            {
                var named = Math.Max(0, Volatile.Read(ref latest) - random.Next(2));
                var answered = await RefreshAsync(random.Next(2) == 0 ? tenant : second, grant, named);
                seen.Add((named, answered));
                InterlockedMax(ref latest, answered);
            }

            return seen;
        }));

        pairs.SelectMany(pair => pair).Should().HaveCount(128).And.OnlyContain(pair => pair.Answered > pair.Named);
    }

    [Fact]
    public async Task C4_a_generation_that_never_was_is_refused_and_costs_no_refresh()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);

        var problem = await tenant.PostProblemAsync($"v1/grants/{grant}/refresh?newerThan=1000", new { }, 400, "validation_failed");

        problem.GetProperty("errors").Has("newerThan").Should().BeTrue();
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(0);
    }

    private static async Task<int> RefreshAsync(TestTenant node, string grant, int newerThan) =>
        (await node.PostAsync(string.Create(CultureInfo.InvariantCulture, $"v1/grants/{grant}/refresh?newerThan={newerThan}"))).GetProperty("generation").GetInt32();

    private async Task<bool> IsAwaitedAsync(string grant)
    {
        await using var database = NpgsqlDataSource.Create(_world.Settings.Postgres);
        await using var command = database.CreateCommand($"select 1 from gmailplatform.refresh_lease where grant_id = '{grant}' and awaited");
        return await command.ExecuteScalarAsync() is not null;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var current = Volatile.Read(ref target); value > current; current = Volatile.Read(ref target))
        {
            if (Interlocked.CompareExchange(ref target, value, current) == current)
            {
                return;
            }
        }
    }
}
