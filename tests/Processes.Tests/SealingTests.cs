using System.Security.Cryptography;
using System.Text.Json;
using GmailPlatform.Application.Vault;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>Sealing keys change by command while two nodes serve.</summary>
public sealed class SealingTests(Worlds worlds)
{
    [Fact]
    public async Task Both_nodes_go_on_over_a_rotation_a_reseal_that_is_killed_half_way_and_the_end_of_the_old_key()
    {
        await using var world = await worlds.StartAsync();
        var first = await world.StartPlatformAsync();
        await using var second = await SecondNode.StartAsync(world);
        using var tenant = await world.ATenantAsync();
        var grants = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            grants.Add(await tenant.ConnectAsync(await world.Google.APersonAsync()));
        }

        var oldKey = (await StatusAsync(world)).Text("activeKeyId")!;
        var newKey = (await JsonAsync(world, "sealing", "rotate")).Text("id")!;

        // Each node seals with the new key, and opens what the other sealed.
        await tenant.PostAsync($"v1/grants/{grants[0]}/refresh");
        await second.PostAsync(tenant, $"v1/grants/{grants[1]}/refresh");
        (await KeyOfAsync(world, grants[0])).Should().Be(newKey);
        (await KeyOfAsync(world, grants[1])).Should().Be(newKey);
        (await KeyOfAsync(world, grants[2])).Should().Be(oldKey);
        await ShouldVendAsync(tenant, second, grants);
        (await world.RunAsync("sealing", "retire", oldKey)).Error.Should().StartWith("sealing_key_in_use: ");

        // The job waits in its transaction when both nodes are killed.
        await using (await world.Settings.HoldUpWritesAsync())
        {
            await JsonAsync(world, "sealing", "reseal");
            await Eventually.HoldsAsync("a commit of the reseal waits", async () => (await world.Settings.ReadAsync(
                "select count(*) from pg_locks where relation = 'gmailplatform.mt_events'::regclass and not granted")) is not ["0"]);
            await first.KillAsync();
            await second.KillAsync();
        }

        await world.StartPlatformAsync();
        await using var third = await SecondNode.StartAsync(world);
        await JsonAsync(world, "sealing", "reseal");
        await Eventually.HoldsAsync("the reseal is finished", async () => (await world.Services.SendAsync(new GetSealingStatus())).Reseal is { FinishedAt: not null });
        (await StatusAsync(world)).GetProperty("reseal").Text("state").Should().Be("finished");

        (await JsonAsync(world, "sealing", "retire", oldKey)).Text("id").Should().Be(oldKey);
        await ShouldVendAsync(tenant, third, grants);
        (await tenant.HistoryAsync(grants[2])).Should().ContainSingle(type => type == "credentials_resealed");
        (await tenant.HistoryAsync(grants[0])).Should().NotContain("credentials_resealed", "its refresh moved it already");
    }

    [Fact]
    public async Task A_node_with_another_master_key_is_not_ready_answers_503_and_changes_nothing_and_the_right_one_repairs_it()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await world.Google.APersonAsync());
        await platform.StopAsync();
        var stored = await StoredAsync(world);
        var key = (await StatusAsync(world)).Text("activeKeyId")!;

        var wrong = await world.StartAsync([("Sealing:MasterKey", AMasterKey())]);
        await Eventually.HoldsAsync("the node answers", async () => await ReadinessAsync(tenant) is 503);
        foreach (var problem in new[]
        {
            await tenant.GetAsync($"v1/grants/{grant}/access-token", expectedStatus: 503),
            await tenant.PostAsync($"v1/grants/{grant}/refresh", expectedStatus: 503),
        })
        {
            problem.Text("code").Should().Be("sealing_key_missing");
            problem.Text("detail").Should().Contain("another master key or certificate");
        }

        (await tenant.GetAsync("health/ready", expectedStatus: 503)).GetProperty("checks").Text("keyRing").Should().Be("unhealthy");
        await wrong.StopAsync();
        $"{wrong.Output}{wrong.Error}".Should().Contain($"Sealing key {key} does not open");
        (await StoredAsync(world)).Should().Equal(stored);

        await world.StartPlatformAsync();
        (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken").Should().StartWith("ya29.");
    }

    [Fact]
    public async Task A_grant_whose_key_does_not_open_is_revoked_here_and_at_Google_when_the_key_is_back()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await world.Google.APersonAsync());
        var key = (await StatusAsync(world)).Text("activeKeyId")!;
        await JsonAsync(world, "sealing", "rotate");
        await platform.StopAsync();
        var changed = (await world.Settings.ReadAsync(
            $"update gmailplatform.key_ring set xml = replace(xml, '<key id', '<key  id') where id = 'key-{key}' returning xml")).Single();

        var wrong = await world.StartAsync([]);
        await Eventually.HoldsAsync("the node answers", async () => await ReadinessAsync(tenant) is 503);
        await tenant.DeleteAsync($"v1/grants/{grant}", expectedStatus: 202);
        // This node cannot tell the others of a repeated end, and so does not acknowledge it.
        await tenant.DeleteAsync($"v1/grants/{grant}", expectedStatus: 503);
        (await tenant.HistoryAsync(grant)).Should().EndWith("grant_revoked");
        await wrong.StopAsync();
        $"{wrong.Output}{wrong.Error}".Should().Contain($"Rejected row key-{key} of the key ring");

        changed.Should().Contain("<key  id");
        await world.Settings.ReadAsync($"update gmailplatform.key_ring set xml = replace(xml, '<key  id', '<key id') where id = 'key-{key}' returning xml");
        await world.StartPlatformAsync();
        await tenant.DeleteAsync($"v1/grants/{grant}");
        (await tenant.HistoryAsync(grant)).Should().EndWith("revocation_confirmed");
    }

    [Fact]
    public async Task A_new_master_key_takes_over_from_the_previous_one_which_then_can_go()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await world.Google.APersonAsync());
        await platform.StopAsync();
        (string, string?) newKey = ("Sealing:MasterKey", AMasterKey());
        (string, string?) oldKey = ("Sealing:PreviousMasterKeys:0", world.Settings.MasterKey);

        var both = await world.StartPlatformAsync(newKey, oldKey);
        (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken").Should().StartWith("ya29.");
        var protect = await world.StartAsync([newKey, oldKey], "sealing", "protect", "--json");
        (await protect.WaitForExitAsync()).Should().Be(0);
        protect.Output.Should().Contain("\"count\":1");
        await tenant.PostAsync($"v1/grants/{grant}/refresh");
        await both.StopAsync();

        await world.StartPlatformAsync(newKey);
        (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken").Should().StartWith("ya29.");
        var withTheOld = await world.RunAsync("sealing", "rotate");
        withTheOld.ExitCode.Should().NotBe(0);
        withTheOld.Error.Should().Contain("sealing_key_missing: ").And.NotContain("   at ");
    }

    private static async Task ShouldVendAsync(TestTenant tenant, SecondNode second, IEnumerable<string> grants)
    {
        foreach (var grant in grants)
        {
            var token = (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken");
            token.Should().StartWith("ya29.");
            (await second.GetAsync(tenant, $"v1/grants/{grant}/access-token")).Text("accessToken").Should().Be(token);
        }
    }

    private static Task<JsonElement> StatusAsync(ProcessWorld world) => JsonAsync(world, "sealing", "status");

    private static async Task<JsonElement> JsonAsync(ProcessWorld world, params string[] arguments)
    {
        var outcome = await world.RunAsync([.. arguments, "--json"]);
        outcome.Error.Should().BeEmpty();
        outcome.ExitCode.Should().Be(0);
        return JsonSerializer.Deserialize<JsonElement>(outcome.Output);
    }

    private static async Task<string> KeyOfAsync(ProcessWorld world, string grant) =>
        (await world.Settings.ReadAsync($"select substr(sealing_key, 5) from gmailplatform.mt_doc_sealed_credential where id = '{grant}'")).Single();

    private static async Task<int> ReadinessAsync(TestTenant tenant)
    {
        try
        {
            using var response = await tenant.Api.GetAsync("health/ready");
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    private static async Task<IReadOnlyList<string>> StoredAsync(ProcessWorld world) =>
    [
        .. await world.Settings.ReadAsync("select t::text from gmailplatform.mt_doc_sealed_credential t order by id"),
        .. await world.Settings.ReadAsync("select t::text from gmailplatform.mt_doc_grant t order by id"),
        .. await world.Settings.ReadAsync("select t::text from gmailplatform.mt_events t order by seq_id"),
        .. await world.Settings.ReadAsync("select t::text from gmailplatform.key_ring t order by id"),
    ];

    private static string AMasterKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
