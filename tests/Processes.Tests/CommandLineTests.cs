using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>What an operator does at the command line.</summary>
public sealed class CommandLineTests(RunningWorld running) : IClassFixture<RunningWorld>
{
    private readonly ProcessWorld _world = running.World;

    [Fact]
    public async Task A_tenant_and_its_key_are_made_listed_and_used()
    {

        var tenant = await JsonAsync("tenant", "create", "--name", "Acme", "--return-url", WorldSettings.ReturnUrl);
        var key = await JsonAsync("key", "create", "--tenant", tenant.Text("id")!, "--name", "web", "--permission", "grants:read");

        tenant.Text("name").Should().Be("Acme");
        tenant.Texts("returnUrls").Should().Equal(WorldSettings.ReturnUrl);
        key.Text("key").Should().StartWith($"gp_{key.Text("id")}_");
        key.Texts("permissions").Should().Equal("grants:read");
        var keys = await JsonAsync("key", "list", "--tenant", tenant.Text("id")!);
        keys.EnumerateArray().Should().ContainSingle().Which.Text("key").Should().BeNull("a key is shown once");
        (await JsonAsync("tenant", "list")).EnumerateArray().Select(each => each.Text("id")).Should().Contain(tenant.Text("id"));
        (await StatusAsync(key.Text("key")!)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_is_revoked_and_the_keys_of_a_tenant_that_is_suspended_end_on_the_running_server()
    {
        using var one = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        (await StatusAsync(one.ApiKey)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(other.ApiKey)).Should().Be(HttpStatusCode.OK);

        (await JsonAsync("key", "revoke", one.KeyId)).Text("revokedAt").Should().NotBeNull();
        (await JsonAsync("tenant", "suspend", other.Id.ToString())).Text("suspendedAt").Should().NotBeNull();

        await Eventually.HoldsAsync("the key is refused", async () => await StatusAsync(one.ApiKey) is HttpStatusCode.Unauthorized);
        await Eventually.HoldsAsync("the tenant is refused", async () => await StatusAsync(other.ApiKey) is HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_operator_shows_revokes_and_erases_a_grant_by_its_id_alone()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);

        var shown = await JsonAsync("grant", "show", grant);
        (await JsonAsync("grant", "revoke", grant)).GetProperty("confirmedByGoogle").GetBoolean().Should().BeTrue();
        (await JsonAsync("grant", "erase", grant)).Text("id").Should().Be(grant);

        shown.Text("tenantId").Should().Be(tenant.Id.ToString());
        shown.Text("status").Should().Be("active");
        shown.Text("email").Should().Be(person);
        (await tenant.EventAsync(grant, "grant_revoked")).Text("actor").Should().Be("operator");
        (await tenant.HistoryAsync(grant)).Should().EndWith(["grant_revoked", "revocation_confirmed", "grant_erased"]);
        var erased = await JsonAsync("grant", "show", grant);
        erased.Text("status").Should().Be("erased");
        erased.Text("email").Should().BeNull();
        var unknown = await _world.RunAsync("grant", "revoke", Guid.NewGuid().ToString());
        unknown.ExitCode.Should().Be(1);
        unknown.Error.Should().StartWith("not_found");
    }

    [Fact]
    public async Task A_tenants_own_Google_client_is_used_for_its_people_and_its_secret_rests_sealed()
    {
        const string secret = "GOCSPX-the-tenants-own-secret";
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, await _world.Google.AClientAsync("own-client", secret, $"{_world.Settings.PlatformUrl}oauth/google/callback"));
            var tenant = await JsonAsync("tenant", "create", "--name", "Own", "--return-url", WorldSettings.ReturnUrl, "--client-secrets", file);
            var key = await JsonAsync("key", "create", "--tenant", tenant.Text("id")!, "--name", "web", "--permission", "grants:write");

            using var api = Client(key.Text("key")!);
            var started = await (await api.PostAsync("v1/authorizations", new StringContent($$"""{"returnUrl":"{{WorldSettings.ReturnUrl}}"}""", new MediaTypeHeaderValue("application/json")))).ReadAsync(201);
            started.Text("authorizationUrl").Should().Contain("client_id=own-client&");
            var consent = await _world.Google.ConsentAsync(started.Text("authorizationUrl")!, await _world.Google.APersonAsync());
            using var returned = await api.GetAsync(consent.RedirectUrl);
            returned.Headers.Location!.Query.Should().Contain("status=connected");

            tenant.GetRawText().Should().NotContain(secret);
            (await _world.Settings.DumpAsync()).SelectMany(table => table.Value).Should().NotContain(row => row.Contains(secret));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var outcome = await _world.RunAsync([.. arguments, "--json"]);
        outcome.Error.Should().BeEmpty();
        outcome.ExitCode.Should().Be(0);
        return JsonSerializer.Deserialize<JsonElement>(outcome.Output);
    }

    private async Task<HttpStatusCode> StatusAsync(string key)
    {
        using var api = Client(key);
        using var response = await api.GetAsync("v1/grants");
        return response.StatusCode;
    }

    private HttpClient Client(string key)
    {
        var api = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = _world.Settings.PlatformUrl };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return api;
    }
}
