using System.Net;
using System.Net.Http.Headers;
using GmailPlatform.Browser.Tests.Support;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace GmailPlatform.Browser.Tests;

/// <summary>The console as each role meets it: by its menu, by direct URL, and by what it may do.</summary>
[Collection(ConsoleStageTests.Name)]
public sealed class ConsoleTests(ConsoleStage stage)
{
    private static readonly string[] All = ["/console", "/console/grants", "/console/history", "/console/moment", "/console/checkpoint", "/console/tenants", "/console/people", "/console/health", "/hangfire"];
    private static readonly string[] Operators = ["/console", "/console/grants", "/console/health", "/hangfire"];

    [Theory]
    [InlineData(WorldSettings.Admin, "Overview, Grants, History, Checkpoint, Tenants, People, Health, Jobs")]
    [InlineData(WorldSettings.Auditor, "Overview, Grants, History, Checkpoint, Tenants, People, Health, Jobs")]
    [InlineData(WorldSettings.Operator, "Overview, Grants, Health, Jobs")]
    public async Task A_role_sees_its_menu_and_no_other_page_by_direct_URL(string email, string menu)
    {
        await using var page = await stage.OpenAsync(email, "/console");
        var allowed = email == WorldSettings.Operator ? Operators : All;

        string.Join(", ", await page.Page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link).AllInnerTextsAsync()).Should().Be(menu);
        foreach (var path in All.Append($"/console/tenants/{stage.Tenant.Id}"))
        {
            await page.GoToAsync(path);
            page.Status.Should().Be(allowed.Any(known => path == known || (email != WorldSettings.Operator && path.StartsWith("/console/tenants", StringComparison.Ordinal))) ? 200 : 403, path);
            if (page.Status == 403)
            {
                await Expect(page.Heading("Not for your role")).ToBeVisibleAsync();
            }
        }
    }

    [Fact]
    public async Task An_auditor_reads_a_grants_story_and_can_change_nothing()
    {
        await using var page = await stage.OpenAsync(WorldSettings.Auditor, $"/console/grants/{stage.Grant}");

        await Expect(page.Heading(stage.Email)).ToBeVisibleAsync();
        (await page.Page.Locator(".story .what").AllInnerTextsAsync()).Where(title => title != "It was used once").Should().Equal(
            "The access token was refreshed", "New credentials were sealed and stored", "Google exchanged the code", "The account was connected");
        await Expect(page.Page.GetByText("API key test").First).ToBeVisibleAsync();
        await Expect(page.Link("Revoke …")).ToHaveCountAsync(0);
        await page.GoToAsync($"/console/grants/{stage.Grant}?confirm=erase");
        await Expect(page.Page.Locator("main form")).ToHaveCountAsync(0);
        await page.GoToAsync($"/console/tenants/{stage.Tenant.Id}");
        await Expect(page.Page.GetByText(stage.Tenant.KeyId)).ToBeVisibleAsync();
        await Expect(page.Page.Locator("main form")).ToHaveCountAsync(0);
        foreach (var action in new[] { $"grants/{stage.Grant}/revoke", $"grants/{stage.Grant}/erase", $"tenants/{stage.Tenant.Id}/suspend", $"tenants/{stage.Tenant.Id}/resume", $"tenants/{stage.Tenant.Id}/secrets", $"tenants/{stage.Tenant.Id}/keys" })
        {
            var answer = await page.Page.Context.APIRequest.PostAsync($"{stage.World.PlatformUrl}console/{action}", new() { Headers = [KeyValuePair.Create("Accept", "application/json")] });
            answer.Status.Should().Be(403, action);
        }
    }

    [Fact]
    public async Task An_auditor_follows_one_call_through_the_history_and_asks_who_could_use_a_mailbox()
    {
        await using var page = await stage.OpenAsync(WorldSettings.Auditor, $"/console/grants/{stage.Grant}");

        await page.Page.Locator(".story li").Filter(new() { HasText = "The account was connected" }).GetByRole(AriaRole.Link).ClickAsync();
        await Expect(page.Page.Locator(".story li")).ToHaveCountAsync(3);
        await page.Page.GetByLabel("Trace").FillAsync("");
        await page.Page.GetByLabel("Event").SelectOptionAsync("reauthorization_required");
        await page.Button("Search").ClickAsync();
        await Expect(page.Page.GetByText("Google no longer honours the grant").First).ToBeVisibleAsync();

        await page.GoToAsync("/console/moment");
        await page.Page.GetByLabel("Mailbox").FillAsync(stage.Email);
        await page.Button("Show").ClickAsync();
        await Expect(page.Page.GetByText("It could be used, by these keys:")).ToBeVisibleAsync();
        await Expect(page.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = stage.Tenant.KeyId })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_operator_sees_states_and_jobs_but_neither_address_nor_history()
    {
        await using var page = await stage.OpenAsync(WorldSettings.Operator, "/console/grants?order=Oldest");
        foreach (var path in new[] { "/console/grants", $"/console/grants?tenant={stage.Tenant.Id}", $"/console/grants/{stage.Grant}", "/console" })
        {
            await page.GoToAsync(path);
            page.Status.Should().Be(200);
            (await page.Page.ContentAsync()).Should().NotContain(stage.Email).And.NotContain("@example.com").And.NotContain("The account was connected");
        }

        await page.GoToAsync($"/console/grants?email={stage.Email}");
        page.Status.Should().Be(403);
    }

    [Fact]
    public async Task A_job_leads_to_its_grant_and_the_grant_to_its_job()
    {
        await using var page = await stage.OpenAsync(WorldSettings.Operator, $"/console/grants/{stage.FailingGrant}");

        await page.Link("Retry the refresh").ClickAsync();
        await Expect(page.Heading($"Retry the refresh of grant {stage.FailingGrant}")).ToBeVisibleAsync();
        await page.Link($"Grant {stage.FailingGrant} in the console").ClickAsync();

        await Expect(page.Page.GetByText("Refresh failing")).ToBeVisibleAsync();
        page.Errors.Should().BeEmpty();
        page.Strangers.Should().BeEmpty();
    }

    [Fact]
    public async Task An_admin_ends_a_grant_by_keyboard_after_a_confirmation_and_the_story_names_them()
    {
        var email = await stage.World.Google.APersonAsync();
        var grant = await stage.Tenant.ConnectAsync(email);
        await using var page = await stage.OpenAsync(WorldSettings.Admin, $"/console/grants/{grant}");

        await page.Link("Revoke …").FocusAsync();
        await page.Page.Keyboard.PressAsync("Enter");
        await Expect(page.Button("Revoke the grant")).ToBeFocusedAsync();
        await Expect(page.Page.Locator(".facts").Filter(new() { HasText = "admin@console.example" })).ToHaveCountAsync(0);
        await page.Page.Keyboard.PressAsync("Enter");

        await Expect(page.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("It has ended here and at Google.");
        await Expect(page.Page.Locator(".story li").Filter(new() { HasText = "The grant was ended here" })).ToContainTextAsync("by admin@console.example");
        (await stage.Tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("revoked");
        await page.Link("Erase the person …").ClickAsync();
        await page.Button("Erase the person").ClickAsync();
        await Expect(page.Heading($"Grant {grant[^12..]}")).ToBeVisibleAsync();
        (await page.Page.ContentAsync()).Should().NotContain(email);
    }

    [Fact]
    public async Task An_admin_makes_a_tenant_and_a_key_that_is_shown_once_and_ends_it()
    {
        await using var page = await stage.OpenAsync(WorldSettings.Admin, "/console/tenants");
        await page.Page.GetByLabel("Name, shown to people").FillAsync("Bright & Sons");
        await page.Page.GetByLabel("Return URLs").FillAsync("https://bright.example/back\nhttps://bright.example/other");
        await page.Button("Make the tenant").ClickAsync();
        await Expect(page.Heading("Bright & Sons")).ToBeVisibleAsync();
        await page.Page.GetByLabel("What it is for").FillAsync("backend");
        await page.Page.GetByLabel("grants:read").CheckAsync();
        await page.Button("Make the key").ClickAsync();

        var key = await page.Page.Locator(".secret").InnerTextAsync();

        (await StatusOfKeyAsync(key)).Should().Be(HttpStatusCode.OK);
        await page.GoToAsync(new Uri(page.Page.Url).AbsolutePath.Replace("/keys", "", StringComparison.Ordinal));
        (await page.Page.ContentAsync()).Should().NotContain(key);
        await page.Link("Revoke backend …").ClickAsync();
        await page.Button("Revoke the key").ClickAsync();
        await Expect(page.Page.GetByText("Revoked", new() { Exact = true })).ToBeVisibleAsync();
        (await StatusOfKeyAsync(key)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task O8_An_admin_changes_a_tenant_and_adds_and_removes_a_secret_in_the_browser()
    {
        const string clientId = "402-browser.apps.googleusercontent.com";
        var file = await stage.World.Google.AClientAsync(clientId, "GOCSPX-browser-second", $"{stage.World.PlatformUrl}oauth/google/callback");
        using var tenant = await stage.World.ATenantWithClientAsync(clientId, "GOCSPX-browser-first");
        await using var page = await stage.OpenAsync(WorldSettings.Admin, $"/console/tenants/{tenant.Id}");

        await page.Page.GetByLabel("Name, shown to people").FillAsync("Renamed & Sons");
        await page.Button("Save the name").ClickAsync();
        await Expect(page.Heading("Renamed & Sons")).ToBeVisibleAsync();
        await page.Page.GetByLabel("One a line").FillAsync("https://one.example/\nhttps://two.example/");
        await page.Button("Save the return URLs").ClickAsync();
        await Expect(page.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Saved. The change applies on every node.");
        await Expect(page.Page.GetByLabel("One a line")).ToHaveValueAsync("https://one.example/\nhttps://two.example/");
        await page.Page.GetByLabel("Google's client_secret.json").SetInputFilesAsync(
            new FilePayload { Name = "client_secret.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(file) });
        await page.Button("Add the secret").ClickAsync();
        await Expect(page.Page.GetByText("The secret that Google accepted last is tried first")).ToBeVisibleAsync();
        await page.Link($"Remove the secret {ClientSecret.LabelOf(new Secret("GOCSPX-browser-first"))} …").ClickAsync();
        await page.Button("Remove the secret").ClickAsync();

        await Expect(page.Page.GetByText("The secret that Google accepted last is tried first")).ToHaveCountAsync(0);
        await page.Link("Suspend …").ClickAsync();
        await page.Button("Suspend the tenant").ClickAsync();
        await page.Button("Resume the tenant").ClickAsync();
        await Expect(page.Link("Suspend …")).ToBeVisibleAsync();
        page.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task Figures_stay_live_without_a_reload()
    {
        await using var page = await stage.OpenAsync(WorldSettings.Operator, "/console");
        await page.Page.EvaluateAsync("window.loaded = 'once'");
        var before = await page.Figure("Revoked").InnerTextAsync();

        await stage.Tenant.DeleteAsync($"v1/grants/{await stage.Tenant.ConnectAsync(await stage.World.Google.APersonAsync())}");

        await Expect(page.Figure("Revoked")).Not.ToHaveTextAsync(before);
        await Expect(page.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Live");
        (await page.Page.EvaluateAsync<string>("window.loaded")).Should().Be("once");
        page.Errors.Should().BeEmpty();
    }

    [Fact]
    public async Task The_choice_of_dark_lasts_and_is_in_the_page_before_anything_is_drawn()
    {
        var profile = await stage.SignInAsync(WorldSettings.Operator);
        await using var page = await ConsolePage.OpenAsync(stage, await profile.NewPageAsync(), "/console/health");

        await page.Button("Switch between light and dark").ClickAsync();
        await page.GoToAsync("/console");

        await Expect(page.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Expect(page.Page.Locator("body")).ToHaveCSSAsync("background-color", "rgb(17, 21, 28)");
        var html = await (await page.Page.Context.APIRequest.GetAsync($"{stage.World.PlatformUrl}console", new() { Headers = [KeyValuePair.Create("Accept", "text/html")] })).TextAsync();
        html.Should().Contain("data-theme=\"dark\"");
        await profile.DisposeAsync();
    }

    [Fact]
    public async Task Everything_works_without_a_script_and_sign_out_ends_it()
    {
        var profile = await stage.SignInAsync(WorldSettings.Operator, javaScript: false);
        await using var page = await ConsolePage.OpenAsync(stage, await profile.NewPageAsync(), "/console/grants");
        await page.Page.GetByLabel("State").SelectOptionAsync("RefreshFailing");
        await page.Button("Show").ClickAsync();
        await Expect(page.Page.GetByText(stage.FailingGrant[^12..])).ToBeVisibleAsync();

        await page.Button("Sign out").ClickAsync();
        await Expect(page.Heading("You are signed out")).ToBeVisibleAsync();
        await page.Page.GoBackAsync();
        await page.Page.ReloadAsync();

        await Expect(page.Heading("Choose an account")).ToBeVisibleAsync();
        await profile.DisposeAsync();
    }

    private async Task<HttpStatusCode> StatusOfKeyAsync(string key)
    {
        using var http = new HttpClient { BaseAddress = stage.World.PlatformUrl };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var answer = await http.GetAsync("v1/grants");
        return answer.StatusCode;
    }
}
