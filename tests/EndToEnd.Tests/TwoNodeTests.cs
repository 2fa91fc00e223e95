using System.Net;
using GmailPlatform.Application;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What one node ends, every other refuses within a second, although each hands tokens out of its memory.</summary>
public sealed class TwoNodeTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private readonly World _world = nodes.World;

    public static TheoryData<string> Interruptions => ["none", "killed", "killed for good", "stalled"];

    [Fact]
    public async Task A_token_in_memory_is_handed_out_without_the_database()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var second = nodes.SecondOf(tenant);
        // By then the news of the consent itself has come, which would drop what was held before.
        await Task.Delay(ChangeFeed.Bound);
        var token = await second.TokenAsync(grant);

        await SqlAsync($"delete from gmailplatform.mt_doc_sealed_credential where id = '{grant}'");
        await SqlAsync($"delete from gmailplatform.mt_doc_api_key where id = '{tenant.KeyId}'");

        await ShouldBeInMemoryAsync(second, grant, token);
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task A_revoked_grant_is_refused_everywhere_within_a_second(string interruption)
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var second = nodes.SecondOf(tenant);
        await second.TokenAsync(grant);
        await InterruptAsync(interruption);

        await tenant.DeleteAsync($"v1/grants/{grant}");

        await second.ShouldBeRefusedWithinTheBoundAsync(grant, HttpStatusCode.Conflict);
        await MendAsync();
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task A_revoked_key_is_refused_everywhere_within_a_second(string interruption)
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var second = nodes.SecondOf(tenant);
        await second.TokenAsync(grant);
        await InterruptAsync(interruption);

        await _world.SendAsync(new RevokeApiKey(tenant.KeyId));

        await second.ShouldBeRefusedWithinTheBoundAsync(grant, HttpStatusCode.Unauthorized);
        await MendAsync();
    }

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task A_suspended_tenant_is_shut_out_everywhere_within_a_second(string interruption)
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var second = nodes.SecondOf(tenant);
        await second.TokenAsync(grant);
        await InterruptAsync(interruption);

        await _world.SendAsync(new SuspendTenant(tenant.Id));

        await second.ShouldBeRefusedWithinTheBoundAsync(grant, HttpStatusCode.Forbidden);
        await MendAsync();
    }

    [Fact]
    public async Task An_erased_grant_is_gone_everywhere_within_a_second()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var second = nodes.SecondOf(tenant);
        await second.TokenAsync(grant);

        await tenant.DeleteAsync($"v1/grants/{grant}?erase=true");

        await second.ShouldBeRefusedWithinTheBoundAsync(grant, HttpStatusCode.Gone);
    }

    [Fact]
    public async Task A_forced_refresh_takes_the_older_token_out_of_every_memory_and_a_new_consent_too()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var second = nodes.SecondOf(tenant);
        await second.TokenAsync(grant);

        var forced = (await tenant.PostAsync($"v1/grants/{grant}/refresh")).Text("accessToken");
        await Eventually.HoldsAsync("the second node hands out the forced token", async () => await second.TokenAsync(grant) == forced);

        await tenant.ConnectAsync(person);
        var consented = await tenant.Api.TokenAsync(grant);
        await Eventually.HoldsAsync("the second node hands out the consented token", async () => await second.TokenAsync(grant) == consented);
    }

    [Fact]
    public async Task While_no_news_comes_tokens_are_still_handed_out_and_afterwards_from_memory_again()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var second = nodes.SecondOf(tenant);
        var token = await second.TokenAsync(grant);
        nodes.News.Cut();
        await Eventually.HoldsAsync("the second node trusts its memory no more", () => Task.FromResult(!Feed.IsCurrent));

        (await second.TokenAsync(grant)).Should().Be(token);
        (await second.TokenAsync(grant)).Should().Be(token);

        await MendAsync();
        await second.TokenAsync(grant);
        await SqlAsync($"delete from gmailplatform.mt_doc_sealed_credential where id = '{grant}'");
        await SqlAsync($"delete from gmailplatform.mt_doc_api_key where id = '{tenant.KeyId}'");
        await ShouldBeInMemoryAsync(second, grant, token);
    }

    [Fact]
    public async Task While_the_database_is_away_calls_are_told_to_come_back_and_are_served_when_it_is_there()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var second = nodes.SecondOf(tenant);
        await second.TokenAsync(grant);
        nodes.Database.Cut();
        nodes.News.Cut();
        await Eventually.HoldsAsync("the second node trusts its memory no more", () => Task.FromResult(!Feed.IsCurrent));

        foreach (var path in new[] { $"v1/grants/{grant}/access-token", "v1/grants", $"v1/grants/{grant}/messages" })
        {
            using var response = await second.GetAsync(path);
            (await response.ReadAsync(503)).Text("code").Should().Be("database_unavailable");
            response.Headers.RetryAfter!.Delta.Should().BePositive();
        }

        nodes.Database.Mend();
        await MendAsync();
        await Eventually.HoldsAsync("the second node serves again", async () =>
        {
            using var response = await second.GetAsync($"v1/grants/{grant}/access-token");
            return response.StatusCode == HttpStatusCode.OK;
        });
    }

    /// <summary>The database no longer has it. On a machine so busy that a round trip takes a second, memory does not count for a moment.</summary>
    private static Task ShouldBeInMemoryAsync(HttpClient node, string grant, string? token) => Eventually.HoldsAsync("the token comes from memory", async () =>
    {
        using var response = await node.GetAsync($"v1/grants/{grant}/access-token");
        return response.StatusCode == HttpStatusCode.OK && (await response.ReadAsync(200)).Text("accessToken") == token;
    });

    private ChangeFeed Feed => nodes.Second.Services.GetRequiredService<ChangeFeed>();

    private async Task InterruptAsync(string interruption)
    {
        switch (interruption)
        {
            case "killed":
                await KillListenersAsync();
                break;
            case "killed for good":
                // A new connection gets nowhere.
                nodes.News.Stall();
                await KillListenersAsync();
                break;
            case "stalled":
                nodes.News.Stall();
                break;
        }
    }

    private Task KillListenersAsync() => SqlAsync(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'gmailplatform changes' and datname = current_database()");

    private Task MendAsync()
    {
        nodes.News.Mend();
        return nodes.HearsAsync();
    }

    private async Task SqlAsync(string sql)
    {
        await using var database = NpgsqlDataSource.Create(_world.Settings.Postgres);
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
