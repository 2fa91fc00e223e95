using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Testing;
using Microsoft.Playwright;

namespace GmailPlatform.Browser.Tests.Support;

[CollectionDefinition(Name)]
public sealed class ConsoleStageTests : ICollectionFixture<ConsoleStage>
{
    public const string Name = "The console";
}

/// <summary>Grants in every state, and one signed-in browser profile for each role; all console tests share them.</summary>
public sealed class ConsoleStage(SharedWorld shared, Chromium chromium) : IAsyncLifetime
{
    private readonly Dictionary<string, IBrowserContext> _profiles = new(StringComparer.Ordinal);

    public World World => shared.World;

    public TestTenant Tenant { get; private set; } = null!;

    /// <summary>The address of a healthy account, and its grant.</summary>
    public string Email { get; private set; } = null!;

    /// <summary>A tenant with a Google client of its own, whose secret is being replaced.</summary>
    public TestTenant OwnClientTenant { get; private set; } = null!;

    /// <summary>A tenant with a Google client of its own, whose secret can be added.</summary>
    public TestTenant OneSecretTenant { get; private set; } = null!;

    public string Grant { get; private set; } = null!;

    /// <summary>A grant whose refresh is to be tried again by a job.</summary>
    public string FailingGrant { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Tenant = await World.ATenantAsync();
        Email = await World.Google.APersonAsync();
        Grant = await Tenant.ConnectAsync(Email);
        await Tenant.PostAsync($"v1/grants/{Grant}/refresh");
        FailingGrant = await AFailingGrantAsync();
        await AGrantThatGoogleEndedAsync();
        await Tenant.DeleteAsync($"v1/grants/{await Tenant.ConnectAsync(await World.Google.APersonAsync())}");
        await Tenant.DeleteAsync($"v1/grants/{await Tenant.ConnectAsync(await World.Google.APersonAsync())}?erase=true");
        OwnClientTenant = await ATenantWithTwoSecretsAsync();
        OneSecretTenant = await World.ATenantWithClientAsync("403-one-secret.apps.googleusercontent.com", "GOCSPX-stage-only");
        await World.Services.SendAsync(new PublishCheckpoint());
        foreach (var email in new[] { WorldSettings.Admin, WorldSettings.Auditor, WorldSettings.Operator })
        {
            await World.Google.EnsurePersonAsync(email);
            _profiles[email] = await SignInAsync(email);
        }
    }

    /// <summary>A new page of somebody who is signed in.</summary>
    public async Task<ConsolePage> OpenAsync(string email, string path) => await ConsolePage.OpenAsync(this, await _profiles[email].NewPageAsync(), path);

    /// <summary>Somebody who signs in by hand, in a profile that knows nothing yet.</summary>
    public async Task<IBrowserContext> SignInAsync(string email, bool javaScript = true)
    {
        var profile = await chromium.AProfileAsync(javaScript);
        var page = await profile.NewPageAsync();
        await page.GotoAsync($"{World.PlatformUrl}console");
        await page.GetByText(email).ClickAsync();
        var heading = page.GetByRole(AriaRole.Heading, new() { Name = "Overview" });
        var allow = page.GetByRole(AriaRole.Button, new() { Name = "Continue" });
        await Assertions.Expect(heading.Or(allow)).ToBeVisibleAsync();
        if (await allow.IsVisibleAsync())
        {
            await allow.ClickAsync();
        }

        await Assertions.Expect(heading).ToBeVisibleAsync();
        await page.CloseAsync();
        return profile;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var profile in _profiles.Values)
        {
            await profile.DisposeAsync();
        }

        Tenant.Dispose();
        OwnClientTenant.Dispose();
        OneSecretTenant.Dispose();
    }

    private async Task<TestTenant> ATenantWithTwoSecretsAsync()
    {
        const string clientId = "401-two-secrets.apps.googleusercontent.com";
        var file = await World.Google.AClientAsync(clientId, "GOCSPX-stage-second", $"{World.PlatformUrl}oauth/google/callback");
        var tenant = await World.ATenantWithClientAsync(clientId, "GOCSPX-stage-first");
        await World.Services.SendAsync(new AddClientSecret(tenant.Id, new Secret(file)));
        return tenant;
    }

    private async Task<string> AFailingGrantAsync()
    {
        var email = await World.Google.APersonAsync();
        var grant = await Tenant.ConnectAsync(email);
        var fault = await World.Google.BreakAsync(new { endpoint = "token", person = email, status = 503 });
        await Tenant.PostAsync($"v1/grants/{grant}/refresh", expectedStatus: 503);
        await World.Google.MendAsync(fault);
        return grant;
    }

    private async Task AGrantThatGoogleEndedAsync()
    {
        var email = await World.Google.APersonAsync();
        var grant = await Tenant.ConnectAsync(email);
        await World.Google.DoAsync(email, "revoke");
        await Tenant.PostAsync($"v1/grants/{grant}/refresh", expectedStatus: 409);
    }
}
