using System.Net.Http.Headers;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Whose consent is taken: that of a grant's own account, and that of an organization where one is asked for.</summary>
public sealed class AccountBindingTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task A_posted_code_of_another_account_than_the_named_grants_is_refused_and_changes_nothing()
    {
        using var tenant = await _world.ATenantAsync();
        var (person, other) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        var grantId = await tenant.ConnectAsync(person);
        var before = await tenant.GetAsync($"v1/grants/{grantId}");

        var problem = await tenant.PostProblemAsync("v1/grants", Exchange(await ClientFlow.CodeAsync(_world, other), grantId), 422, "account_mismatch");

        Urls.QueryOf(problem.AuthorizationUrl()).Should().Contain("login_hint", person).And.Contain("redirect_uri", WorldSettings.ClientRedirectUri);
        (await tenant.GetAsync($"v1/grants/{grantId}")).ToString().Should().Be(before.ToString());
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(1);
        (await tenant.PostAsync("v1/grants", Exchange(await ClientFlow.CodeAsync(_world, person), grantId))).Text("id").Should().Be(grantId);
    }

    [Fact]
    public async Task A_grant_that_is_not_there_or_erased_is_told_before_the_code_is_spent()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);
        var erased = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        await tenant.DeleteAsync($"v1/grants/{erased}?erase=true");

        await tenant.PostProblemAsync("v1/grants", Exchange(code, Guid.NewGuid().ToString()), 404, "not_found");
        await tenant.PostProblemAsync("v1/grants", Exchange(code, erased), 410, "grant_erased");

        await tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201);
    }

    [Theory]
    [InlineData("studio.test", "studio.test", true)]
    [InlineData("Studio.Test", "studio.test", true)]
    [InlineData("*", "studio.test", true)]
    [InlineData("studio.test", "elsewhere.test", false)]
    [InlineData("studio.test", null, false)]
    [InlineData("*", null, false)]
    public async Task The_organization_that_is_asked_for_is_a_hint_to_Google_and_verified_afterwards(string asked, string? actual, bool admitted)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await APersonOfAsync(actual);

        var url = (await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, hostedDomain = asked })).AuthorizationUrl();
        var outcome = await _world.FollowAsync(url, person);

        Urls.QueryOf(url).Should().Contain("hd", asked);
        outcome.Should().Contain("status", admitted ? "connected" : "failed");
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(admitted ? 1 : 0);
        if (!admitted)
        {
            outcome.Should().Contain("error", "account_mismatch");
            Urls.QueryOf(outcome["authorizationUrl"]).Should().Contain("hd", asked).And.NotContainKey("login_hint");
        }
    }

    [Fact]
    public async Task An_account_of_another_organization_gets_a_page_that_says_so()
    {
        using var tenant = await _world.ATenantAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync(new { hostedDomain = "studio.test" })).AuthorizationUrl(), await APersonOfAsync(null));
        using var browser = new Browser();

        (await browser.ReadAsync(consent.RedirectUrl, 422)).Should().Contain("another organization").And.Contain("Choose another account");
    }

    [Theory]
    [InlineData("not a domain")]
    [InlineData("")]
    [InlineData("https://studio.test")]
    public async Task What_is_no_domain_is_refused(string domain)
    {
        using var tenant = await _world.ATenantAsync();

        var problem = await tenant.PostProblemAsync("v1/authorizations", new { hostedDomain = domain }, 400, "validation_failed");

        problem.GetProperty("errors").TryGetProperty("hostedDomain", out _).Should().BeTrue();
    }

    [Fact]
    public async Task A_tenant_of_one_organization_admits_no_other_account_whoever_runs_the_flow()
    {
        var tenant = await _world.SendAsync(new CreateTenant("Studio", [WorldSettings.ReturnUrl], Client: null) { HostedDomain = "studio.test" });
        var key = await _world.SendAsync(new CreateApiKey(tenant.TenantId, "test", Permission.All, ExpiresAt: null));
        using var api = new HttpClient { BaseAddress = _world.PlatformUrl };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Token.Reveal());
        var (inside, outside) = (await APersonOfAsync("studio.test"), await APersonOfAsync("elsewhere.test"));

        using var started = await api.PostAsJsonAsync("v1/authorizations", new { });
        Urls.QueryOf((await started.ReadAsync(201)).AuthorizationUrl()).Should().Contain("hd", "studio.test");
        await api.PostAsJsonAsync("v1/authorizations", new { hostedDomain = "elsewhere.test" }).ProblemAsync(400, "validation_failed");
        var problem = await api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, outside))).ProblemAsync(422, "account_mismatch");
        problem.Text("reason").Should().Be("hostedDomain");
        using var connected = await api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, inside)));
        await connected.ReadAsync(201);
    }

    private static object Exchange(string code, string grantId) => new { code, redirectUri = WorldSettings.ClientRedirectUri, grantId };

    private async Task<string> APersonOfAsync(string? hostedDomain)
    {
        var email = $"person.{Guid.NewGuid():N}@{hostedDomain ?? "example.com"}";
        await _world.Google.PostAsync("sandbox/people", new { email, hostedDomain }, expectedStatus: 201);
        return email;
    }
}
