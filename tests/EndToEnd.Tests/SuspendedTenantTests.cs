using System.Net;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Suspension holds at every door, also at those that people come through with links from before.</summary>
public sealed class SuspendedTenantTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task S9_A_link_of_a_suspended_tenant_shows_no_consent_and_cannot_be_opened_again()
    {
        using var tenant = await _world.ATenantAsync();
        var started = await tenant.AuthorizeAsync();
        var connectUrl = started.Text("connectUrl")!;
        using var browser = new Browser();
        await browser.ReadAsync(connectUrl);
        await _world.SendAsync(new SuspendTenant(tenant.Id));

        var page = await browser.ReadAsync(connectUrl, expectedStatus: 403);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var restarted = await http.PostAsync(connectUrl, content: null);

        page.Should().Contain("suspended").And.NotContain("o/oauth2/v2/auth");
        restarted.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task S9_A_consent_that_comes_back_to_a_suspended_tenant_is_not_exchanged()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        await _world.SendAsync(new SuspendTenant(tenant.Id));
        using var browser = new Browser();

        (await browser.ReadAsync(consent.RedirectUrl, expectedStatus: 403)).Should().Contain("suspended");

        (await _world.Google.CallsAsync("token", person)).Should().Be(0);
    }

    [Fact]
    public async Task S9_A_repair_url_from_before_the_suspension_leads_to_no_exchange()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var failed = await tenant.ConsentAsync(person, deny: true);
        var consent = await _world.Google.ConsentAsync(failed["authorizationUrl"], person);
        await _world.SendAsync(new SuspendTenant(tenant.Id));
        using var program = new Browser(accept: "application/json");

        var problem = await program.GetAsync(consent.RedirectUrl).ProblemAsync(403, "forbidden");

        problem.Text("reason").Should().Be("tenantSuspended");
        (await _world.Google.CallsAsync("token", person)).Should().Be(0);
    }

    [Theory]
    [InlineData("access-token")]
    [InlineData("messages")]
    [InlineData("messages?view=metadata")]
    [InlineData("history")]
    [InlineData("google/gmail/v1/users/me/profile")]
    public async Task S9_A_grant_of_a_suspended_tenant_is_reached_by_no_call(string path)
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        using (var warm = await tenant.Api.GetAsync($"v1/grants/{grant}/{path}"))
        {
            warm.StatusCode.Should().Be(HttpStatusCode.OK);
        }

        await _world.SendAsync(new SuspendTenant(tenant.Id));
        using var refused = await tenant.Api.GetAsync($"v1/grants/{grant}/{path}");

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }
}
