using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>What an operator does at the command line.</summary>
public sealed class CommandLineTests(Worlds worlds)
{
    [Fact]
    public async Task A_tenant_and_its_key_are_made_listed_and_used()
    {
        await using var world = await worlds.StartAsync();
        await world.StartPlatformAsync();

        var tenant = await JsonAsync(world, "tenant", "create", "--name", "Acme", "--return-url", WorldSettings.ReturnUrl);
        var key = await JsonAsync(world, "key", "create", "--tenant", tenant.Text("id")!, "--name", "web", "--permission", "grants:read");

        tenant.Text("name").Should().Be("Acme");
        tenant.Texts("returnUrls").Should().Equal(WorldSettings.ReturnUrl);
        key.Text("key").Should().StartWith($"gp_{key.Text("id")}_");
        key.Texts("permissions").Should().Equal("grants:read");
        var keys = await JsonAsync(world, "key", "list", "--tenant", tenant.Text("id")!);
        keys.EnumerateArray().Should().ContainSingle().Which.Text("key").Should().BeNull("a key is shown once");
        (await JsonAsync(world, "tenant", "list")).EnumerateArray().Select(each => each.Text("id")).Should().Equal(tenant.Text("id"));
        (await StatusAsync(world, key.Text("key")!)).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_key_that_is_revoked_and_the_keys_of_a_tenant_that_is_suspended_end_on_the_running_server()
    {
        await using var world = await worlds.StartAsync();
        await world.StartPlatformAsync();
        using var one = await world.ATenantAsync();
        using var other = await world.ATenantAsync();
        (await StatusAsync(world, one.ApiKey)).Should().Be(HttpStatusCode.OK);
        (await StatusAsync(world, other.ApiKey)).Should().Be(HttpStatusCode.OK);

        (await JsonAsync(world, "key", "revoke", one.KeyId)).Text("revokedAt").Should().NotBeNull();
        (await JsonAsync(world, "tenant", "suspend", other.Id.ToString())).Text("suspendedAt").Should().NotBeNull();

        await Eventually.HoldsAsync("the key is refused", async () => await StatusAsync(world, one.ApiKey) is HttpStatusCode.Unauthorized);
        await Eventually.HoldsAsync("the tenant is refused", async () => await StatusAsync(world, other.ApiKey) is HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_operator_shows_revokes_and_erases_a_grant_by_its_id_alone()
    {
        await using var world = await worlds.StartAsync();
        await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);

        var shown = await JsonAsync(world, "grant", "show", grant);
        (await JsonAsync(world, "grant", "revoke", grant)).GetProperty("confirmedByGoogle").GetBoolean().Should().BeTrue();
        (await JsonAsync(world, "grant", "erase", grant)).Text("id").Should().Be(grant);

        shown.Text("tenantId").Should().Be(tenant.Id.ToString());
        shown.Text("status").Should().Be("active");
        shown.Text("email").Should().Be(person);
        (await tenant.EventAsync(grant, "grant_revoked")).Text("actor").Should().Be("operator");
        (await tenant.HistoryAsync(grant)).Should().EndWith(["grant_revoked", "revocation_confirmed", "grant_erased"]);
        var erased = await JsonAsync(world, "grant", "show", grant);
        erased.Text("status").Should().Be("erased");
        erased.Text("email").Should().BeNull();
        var unknown = await world.RunAsync("grant", "revoke", Guid.NewGuid().ToString());
        unknown.ExitCode.Should().Be(1);
        unknown.Error.Should().StartWith("not_found");
    }

    [Fact]
    public async Task A_tenants_own_Google_client_is_used_for_its_people_and_its_secret_rests_sealed()
    {
        const string secret = "GOCSPX-the-tenants-own-secret";
        await using var world = await worlds.StartAsync();
        await world.StartPlatformAsync();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, await world.Google.AClientAsync("own-client", secret, $"{world.Settings.PlatformUrl}oauth/google/callback"));
            var tenant = await JsonAsync(world, "tenant", "create", "--name", "Own", "--return-url", WorldSettings.ReturnUrl, "--client-secrets", file);
            var key = await JsonAsync(world, "key", "create", "--tenant", tenant.Text("id")!, "--name", "web", "--permission", "grants:write");

            using var api = Client(world, key.Text("key")!);
            var started = await (await api.PostAsync("v1/authorizations", new StringContent($$"""{"returnUrl":"{{WorldSettings.ReturnUrl}}"}""", new MediaTypeHeaderValue("application/json")))).ReadAsync(201);
            started.Text("authorizationUrl").Should().Contain("client_id=own-client&");
            var consent = await world.Google.ConsentAsync(started.Text("authorizationUrl")!, await world.Google.APersonAsync());
            using var returned = await api.GetAsync(consent.RedirectUrl);
            returned.Headers.Location!.Query.Should().Contain("status=connected");

            tenant.GetRawText().Should().NotContain(secret);
            (await world.Settings.DumpAsync()).SelectMany(table => table.Value).Should().NotContain(row => row.Contains(secret));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<JsonElement> JsonAsync(ProcessWorld world, params string[] arguments)
    {
        var outcome = await world.RunAsync([.. arguments, "--json"]);
        outcome.Error.Should().BeEmpty();
        outcome.ExitCode.Should().Be(0);
        return JsonSerializer.Deserialize<JsonElement>(outcome.Output);
    }

    private static async Task<HttpStatusCode> StatusAsync(ProcessWorld world, string key)
    {
        using var api = Client(world, key);
        using var response = await api.GetAsync("v1/grants");
        return response.StatusCode;
    }

    private static HttpClient Client(ProcessWorld world, string key)
    {
        var api = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = world.Settings.PlatformUrl };
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return api;
    }
}
