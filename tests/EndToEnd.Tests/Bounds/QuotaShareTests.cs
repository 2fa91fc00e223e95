using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Bounds;

/// <summary>Tenants that share a Google project: none uses up what belongs to all.</summary>
public sealed class QuotaShareTests : IAsyncLifetime
{
    private static readonly string[] AllMail = ["https://mail.google.com/"];

    private World _world = null!;

    public async ValueTask InitializeAsync() => _world = await World.StartAsync(builder =>
    {
        // A message costs 100 units: a tenant may send two in a minute, all of them four.
        builder.Configuration["Google:Quota:ProjectUnitsPerMinute"] = "400";
        builder.Configuration["Google:Quota:TenantShare"] = "0.5";
    });

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task S10_a_tenant_that_uses_up_its_share_of_a_project_is_refused_and_others_are_served()
    {
        using var greedy = await _world.ATenantAsync();
        using var modest = await _world.ATenantAsync();
        var (first, second) = (await ConnectAsync(greedy), await ConnectAsync(greedy));
        var grant = await ConnectAsync(modest);
        await SendAsync(greedy, first);
        await SendAsync(greedy, second);

        var problem = await SendAsync(greedy, second, expectedStatus: 429);
        problem.Text("code").Should().Be("rate_limited");
        problem.Text("detail").Should().Contain("This tenant").And.Contain("share");
        problem.GetProperty("retryAfter").GetInt32().Should().BeInRange(1, 60);
        var gateway = await greedy.GetAsync($"v1/grants/{first}/google/gmail/v1/users/me/messages", 429);
        gateway.GetProperty("error").Text("message").Should().Contain("This tenant");

        await SendAsync(modest, grant);
        await SendAsync(modest, grant);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await SendAsync(greedy, first);
    }

    [Fact]
    public async Task S10_a_refusal_says_when_it_is_the_project_whose_quota_is_used_up_and_a_client_of_ones_own_is_another_project()
    {
        using var one = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        using var third = await _world.ATenantAsync();
        await _world.Google.AClientAsync("4711-own.apps.googleusercontent.com", "GOCSPX-own", $"{_world.PlatformUrl}oauth/google/callback");
        using var own = await _world.ATenantWithClientAsync("4711-own.apps.googleusercontent.com", "GOCSPX-own");
        foreach (var tenant in new[] { one, other })
        {
            var grant = await ConnectAsync(tenant);
            await SendAsync(tenant, grant);
            await SendAsync(tenant, grant);
        }

        var problem = await SendAsync(third, await ConnectAsync(third), expectedStatus: 429);
        problem.Text("detail").Should().Contain("All tenants of the Google project");

        await SendAsync(own, await ConnectAsync(own));
    }

    private async Task<string> ConnectAsync(TestTenant tenant) => await tenant.ConnectAsync(await _world.Google.APersonAsync(), AllMail);

    private static Task<System.Text.Json.JsonElement> SendAsync(TestTenant tenant, string grant, int expectedStatus = 200) =>
        tenant.PostAsync($"v1/grants/{grant}/messages/send", new { to = new[] { "nobody@example.com" } }, expectedStatus);
}
