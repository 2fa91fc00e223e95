using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>A node that holds four exchanges at once, and one of each tenant.</summary>
public sealed class NarrowWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync(builder =>
    {
        builder.Services.AddSingleton(new ExchangeLimits(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(10)) { Capacity = 4 });
        builder.Configuration["Jobs:Run"] = "false";
    });

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>A tenant that uses up its share is told so before a code or a state is used up, and others are served.</summary>
public sealed class TenantShareTests(NarrowWorld narrow) : IClassFixture<NarrowWorld>
{
    private readonly World _world = narrow.World;

    [Fact]
    public async Task O2_A_posted_code_over_the_share_is_refused_unused_and_works_in_a_moment()
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        var (slow, person) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var code = await ClientFlow.CodeAsync(_world, person);
        var (fault, first) = await StartSlowAsync(tenant, slow);

        using var refused = await tenant.Api.PostAsync("v1/grants", System.Net.Http.Json.JsonContent.Create(ClientFlow.Exchange(code)));
        var problem = await refused.ReadAsync(429);
        await other.ConnectAsync(await _world.Google.APersonAsync());

        (problem.Text("code"), problem.Text("reason")).Should().Be(("rate_limited", "tooManyExchanges"));
        refused.Headers.RetryAfter!.Delta.Should().BePositive();
        await _world.Google.MendAsync(fault);
        await first;
        await Eventually.HoldsAsync("the place is free", async () =>
        {
            using var again = await tenant.Api.PostAsync("v1/grants", System.Net.Http.Json.JsonContent.Create(ClientFlow.Exchange(code)));
            return (int)again.StatusCode == 201;
        });
    }

    [Fact]
    public async Task O2_A_callback_over_the_share_gets_a_page_and_its_state_works_in_a_moment()
    {
        using var tenant = await _world.ATenantAsync();
        var (slow, person) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        var (fault, first) = await StartSlowAsync(tenant, slow);
        using var browser = new Browser();

        (await browser.ReadAsync(consent.RedirectUrl, expectedStatus: 429)).Should().Contain("load this page again");

        await _world.Google.MendAsync(fault);
        await first;
        await Eventually.HoldsAsync("the place is free", async () =>
        {
            using var again = await browser.GetAsync(consent.RedirectUrl);
            return again.Headers.Location is { } location && Urls.QueryOf(location.ToString()).GetValueOrDefault("status") == "connected";
        });
    }

    private async Task<(string Fault, Task First)> StartSlowAsync(TestTenant tenant, string person)
    {
        var code = await ClientFlow.CodeAsync(_world, person);
        var fault = await _world.Google.BreakAsync(new { endpoint = "token", person, delayMs = 60_000, times = 1 });
        var first = tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201);
        await _world.WaitForAsync(fault);
        return (fault, first);
    }
}
