using System.Net;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Tenants;

/// <summary>Return URLs, name, hosted domain and suspension of a tenant change, and the other node hears of it.</summary>
public sealed class ChangedTenantTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private const string Added = "https://app.example/added";

    private readonly World _world = nodes.World;

    [Fact]
    public async Task O8_A_return_URL_that_is_added_is_accepted_and_one_that_is_removed_is_refused_on_both_nodes()
    {
        using var tenant = await _world.ATenantAsync();
        using var second = tenant.At(new Uri(nodes.Second.Urls.Single()));
        await tenant.PostProblemAsync("v1/authorizations", new { returnUrl = Added }, 400, "validation_failed");

        await _world.SendAsync(new ChangeReturnUrls(tenant.Id) { Added = [Added], Removed = [WorldSettings.ReturnUrl] });

        foreach (var node in new[] { tenant, second })
        {
            await node.AuthorizeAsync(new { returnUrl = Added });
            await node.PostProblemAsync("v1/authorizations", new { returnUrl = WorldSettings.ReturnUrl }, 400, "validation_failed");
        }

        (await _world.SendAsync(new ChangeReturnUrls(tenant.Id) { Replacement = [] })).ReturnUrls.Should().BeEmpty();
        await second.PostProblemAsync("v1/authorizations", new { returnUrl = Added }, 400, "validation_failed");
    }

    [Fact]
    public async Task O8_A_change_that_changes_nothing_makes_no_other_admins_form_outdated()
    {
        using var tenant = await _world.ATenantAsync();
        var seen = await _world.SendAsync(new RenameTenant(tenant.Id, "A name", Revision: null));

        await _world.SendAsync(new ResumeTenant(tenant.Id));
        await _world.SendAsync(new ChangeReturnUrls(tenant.Id) { Added = [WorldSettings.ReturnUrl] });
        await _world.SendAsync(new RenameTenant(tenant.Id, "A name", Revision: null));

        (await _world.SendAsync(new RenameTenant(tenant.Id, "Another name", seen.Revision))).Revision.Should().Be(seen.Revision + 1);
    }

    [Fact]
    public async Task O8_A_consent_that_is_under_way_connects_and_leads_nowhere_when_its_return_URL_was_removed()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        await RemoveAsync(tenant);
        using var browser = new Browser();

        (await browser.ReadAsync(consent.RedirectUrl)).Should().Contain("connected").And.NotContain(WorldSettings.ReturnUrl);
        (await browser.ReadAsync(consent.RedirectUrl)).Should().Contain("connected", "a reload repeats it");

        (await tenant.GetAsync("v1/grants")).GetProperty("grants").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task O8_A_refused_consent_that_is_under_way_leads_nowhere_when_its_return_URL_was_removed()
    {
        using var tenant = await _world.ATenantAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), await _world.Google.APersonAsync(), deny: true);
        await RemoveAsync(tenant);
        using var browser = new Browser();
        using var answer = await browser.GetAsync(consent.RedirectUrl);

        answer.Headers.Location.Should().BeNull();
        (await answer.Content.ReadAsStringAsync()).Should().NotContain("app.example");
    }

    [Fact]
    public async Task O8_O10_A_repair_URL_leads_to_the_return_URL_while_the_tenant_has_it_and_not_afterwards()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var repair = (await tenant.ConsentAsync(person, deny: true))["authorizationUrl"];
        var repairAgain = (await _world.FollowAsync(await DeniedAsync(repair, person), person))["grantId"];
        repairAgain.Should().NotBeNullOrEmpty("the tenant has the return URL");

        var next = (await tenant.ConsentAsync(await _world.Google.APersonAsync(), deny: true))["authorizationUrl"];
        await RemoveAsync(tenant);
        using var browser = new Browser();
        var page = await browser.ReadAsync((await _world.Google.ConsentAsync(next, await _world.Google.APersonAsync())).RedirectUrl);

        page.Should().Contain("connected").And.NotContain("app.example");
    }

    [Fact]
    public async Task O8_O10_A_URL_that_renews_a_grant_leads_to_the_return_URL_of_its_last_consent_only_while_the_tenant_has_it()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "revoke");
        var before = (await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required")).AuthorizationUrl();

        await RemoveAsync(tenant);
        var after = (await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required")).AuthorizationUrl();

        foreach (var url in new[] { before, after })
        {
            using var browser = new Browser();
            (await browser.ReadAsync((await _world.Google.ConsentAsync(url, person)).RedirectUrl)).Should().Contain("connected").And.NotContain("app.example");
        }

        await _world.SendAsync(new ChangeReturnUrls(tenant.Id) { Added = [WorldSettings.ReturnUrl] });
        await _world.Google.DoAsync(person, "revoke");
        var again = (await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required")).AuthorizationUrl();
        (await _world.FollowAsync(again, person)).Should().Contain("grantId", grantId);
    }

    [Fact]
    public async Task O8_A_hosted_domain_also_holds_for_consents_that_are_under_way_until_it_is_cleared()
    {
        using var tenant = await _world.ATenantAsync();
        using var second = tenant.At(new Uri(nodes.Second.Urls.Single()));
        var person = await _world.Google.APersonAsync();
        var started = (await tenant.AuthorizeAsync()).AuthorizationUrl();

        await _world.SendAsync(new ChangeHostedDomain(tenant.Id, "studio.test", Revision: null));
        var refused = await tenant.ReturnAsync((await _world.Google.ConsentAsync(started, person)).RedirectUrl);
        refused.Should().Contain("error", "account_mismatch").And.Contain("reason", "hostedDomain");
        (await second.AuthorizeAsync()).AuthorizationUrl().Should().Contain("hd=studio.test");

        await _world.SendAsync(new ChangeHostedDomain(tenant.Id, HostedDomain: null, Revision: null));
        (await second.AuthorizeAsync()).AuthorizationUrl().Should().NotContain("hd=");
        (await tenant.ConsentAsync(await _world.Google.APersonAsync())).Should().Contain("status", "connected");
    }

    [Fact]
    public async Task O8_A_suspension_that_ends_lets_the_keys_in_again_on_both_nodes()
    {
        using var tenant = await _world.ATenantAsync();
        using var second = tenant.At(new Uri(nodes.Second.Urls.Single()));
        await second.GetAsync("v1/grants");

        await _world.SendAsync(new SuspendTenant(tenant.Id));
        await StatusIsAsync(HttpStatusCode.Forbidden);
        await _world.SendAsync(new ResumeTenant(tenant.Id));
        await StatusIsAsync(HttpStatusCode.OK);
        (await _world.SendAsync(new ResumeTenant(tenant.Id))).IsSuspended.Should().BeFalse("resuming twice does nothing");

        Task StatusIsAsync(HttpStatusCode status) => Task.WhenAll(new[] { tenant, second }.Select(node => Eventually.HoldsAsync($"the node answers {status}", async () =>
        {
            using var answer = await node.Api.GetAsync("v1/grants");
            return answer.StatusCode == status;
        })));
    }

    [Fact]
    public async Task O8_A_new_name_is_on_the_connect_page_of_the_other_node()
    {
        using var tenant = await _world.ATenantAsync();
        using var second = tenant.At(new Uri(nodes.Second.Urls.Single()));
        var page = new Uri((await tenant.AuthorizeAsync()).Text("connectUrl")!).PathAndQuery;

        await _world.SendAsync(new RenameTenant(tenant.Id, "Bright <& Sons>", Revision: null));

        using var browser = new Browser();
        (await browser.ReadAsync(new Uri(second.Api.BaseAddress!, page).ToString())).Should().Contain("Bright <& Sons>");
    }

    [Fact]
    public async Task O8_An_admin_who_saw_an_earlier_revision_changes_nothing_and_is_told_so()
    {
        using var tenant = await _world.ATenantAsync();
        var seen = (await _world.SendAsync(new GetTenant(tenant.Id))).Revision;
        var changed = await _world.SendAsync(new ChangeReturnUrls(tenant.Id) { Added = [Added], Revision = seen });

        foreach (var failure in new[]
        {
            (await _world.Services.ResultOfAsync(new ChangeReturnUrls(tenant.Id) { Replacement = [], Revision = seen })).Failure,
            (await _world.Services.ResultOfAsync(new RenameTenant(tenant.Id, "Other", seen))).Failure,
            (await nodes.Second.Services.ResultOfAsync(new ChangeHostedDomain(tenant.Id, "a.test", seen))).Failure,
        })
        {
            failure!.Code.Should().Be("tenant_changed");
        }

        (await _world.SendAsync(new GetTenant(tenant.Id))).Should().BeEquivalentTo(changed);
        changed.Revision.Should().Be(seen + 1);
    }

    [Fact]
    public async Task O8_Of_admins_that_change_a_tenant_at_once_on_two_nodes_none_loses_what_another_saved()
    {
        using var tenant = await _world.ATenantAsync();
        var urls = Enumerable.Range(0, 12).Select(i => $"https://app.example/{i}").ToList();

        var results = await Task.WhenAll(urls.Select((url, i) =>
            (i % 2 == 0 ? _world.Services : nodes.Second.Services).ResultOfAsync(new ChangeReturnUrls(tenant.Id) { Added = [url] })));

        var saved = urls.Zip(results).Where(pair => pair.Second.Failure is null).Select(pair => pair.First).ToList();
        results.Should().NotContain(result => result.Failure != null && result.Failure.Code != "tenant_changed");
        (await _world.SendAsync(new GetTenant(tenant.Id))).ReturnUrls.Should().BeEquivalentTo([WorldSettings.ReturnUrl, .. saved]);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://app.example/#x")]
    [InlineData("https://user@app.example/")]
    [InlineData("/relative")]
    [InlineData("https://app.example/ä")]
    [InlineData("")]
    public async Task O8_A_return_URL_that_nobody_can_be_sent_to_is_refused_wherever_it_is_given(string url)
    {
        using var tenant = await _world.ATenantAsync();
        var before = await _world.SendAsync(new GetTenant(tenant.Id));

        (await _world.Services.ResultOfAsync(new ChangeReturnUrls(tenant.Id) { Added = [url] })).Failure!.Code.Should().Be("validation_failed");
        (await _world.Services.ResultOfAsync(new ChangeReturnUrls(tenant.Id) { Replacement = [url] })).Failure!.Code.Should().Be("validation_failed");
        (await _world.Services.ResultOfAsync(new ChangeReturnUrls(tenant.Id) { Removed = [url] })).Failure!.Errors["returnUrl"].Single().Should().Contain(WorldSettings.ReturnUrl);

        (await _world.SendAsync(new GetTenant(tenant.Id))).Should().BeEquivalentTo(before);
    }

    private Task<Tenant> RemoveAsync(TestTenant tenant) => _world.SendAsync(new ChangeReturnUrls(tenant.Id) { Removed = [WorldSettings.ReturnUrl] });

    /// <summary>The person says no once more; the URL that repairs it.</summary>
    private async Task<string> DeniedAsync(string url, string person)
    {
        using var browser = new Browser();
        return (await browser.FollowAsync((await _world.Google.ConsentAsync(url, person, deny: true)).RedirectUrl))["authorizationUrl"];
    }
}
