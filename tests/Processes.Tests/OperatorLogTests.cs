using System.Net.Http.Headers;
using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>What an operator of a production server reads, and what is not there.</summary>
public sealed class OperatorLogTests(Worlds worlds)
{
    private static readonly (string Name, string? Value)[] Production = [("ASPNETCORE_ENVIRONMENT", "Production"), ("DOTNET_ENVIRONMENT", "Production")];

    [Fact]
    public async Task S12_Lines_have_a_time_and_a_trace_id_and_refused_keys_are_named_but_not_without_bound()
    {
        await using var world = await worlds.StartAsync();
        (await world.RunAsync("migrate")).ExitCode.Should().Be(0);
        var platform = await world.StartPlatformAsync(Production);
        using var tenant = await world.ATenantAsync();
        var wrong = tenant.ApiKey[..^4] + "AAAA";
        using var http = new HttpClient { BaseAddress = world.Settings.PlatformUrl };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", wrong);

        string traceId;
        using (var refused = await http.GetAsync("v1/grants/5d29842c-0000-0000-0000-000000000000"))
        {
            traceId = refused.Headers.GetValues("Trace-Id").Single();
        }

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "no key at all");
        for (var attempt = 0; attempt < 200; attempt++)
        {
            using var refused = await http.GetAsync("v1/grants");
        }

        (await platform.StopAsync()).Should().Be(0);

        var lines = platform.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        lines.Should().AllSatisfy(line => line.Text("Timestamp").Should().MatchRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"));
        var named = lines.Where(line => line.Text("Message")!.StartsWith("Refused API key", StringComparison.Ordinal)).ToList();
        named[0].Text("Message").Should().Contain(tenant.KeyId).And.Contain("127.0.0.1").And.Contain("GET /v1/grants/{id:guid}").And.NotContain(wrong[^20..]);
        named[0].GetProperty("Scopes").ToString().Should().Contain(traceId);
        named.Should().HaveCountLessThan(150, "an attacker must not fill the disk");
    }

    [Fact]
    public async Task S12_What_the_command_line_changes_is_in_the_access_log_with_its_user()
    {
        await using var world = await worlds.StartAsync();
        (await world.RunAsync("migrate")).ExitCode.Should().Be(0);
        var tenant = JsonSerializer.Deserialize<JsonElement>((await world.RunAsync("tenant", "create", "--name", "Acme", "--json")).Output).Text("id")!;
        var key = JsonSerializer.Deserialize<JsonElement>(
            (await world.RunAsync("key", "create", "--tenant", tenant, "--name", "web", "--permission", "grants:read", "--json")).Output).Text("id")!;
        foreach (var command in new string[][] { ["key", "revoke", key], ["tenant", "suspend", tenant], ["sealing", "rotate"], ["sealing", "reseal"], ["audit", "rotate"], ["tenant", "list"] })
        {
            (await world.RunAsync(command)).ExitCode.Should().Be(0);
        }

        var acts = await world.Settings.ReadAsync("select concat_ws(' ', data ->> 'personId', data ->> 'action', data ->> 'subject') from gmailplatform.mt_doc_console_access order by id");

        var user = $"cli:{Environment.UserName}";
        acts.Should().Equal(
            $"{user} CreatedTenant", $"{user} CreatedApiKey {tenant}", $"{user} RevokedApiKey {key}", $"{user} SuspendedTenant {tenant}",
            $"{user} RotatedSealingKey", $"{user} ResealedCredentials", $"{user} RotatedCheckpointKey");
    }

    [Fact]
    public async Task C6_Callers_who_forestall_one_another_are_no_errors()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        using var tenant = await world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await world.Google.APersonAsync());
        var node = await world.StartNodeAsync();
        using var there = tenant.At(node.Url);

        for (var round = 0; round < 10; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, 12).Select(index => (index % 2 == 0 ? tenant : there).Api.PostAsync($"v1/grants/{grant}/refresh", content: null)));
            var started = await tenant.AuthorizeAsync();
            var consent = await world.Google.ConsentAsync(started.Text("authorizationUrl")!, await world.Google.APersonAsync());
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tenant.Api.GetAsync(consent.RedirectUrl)));
        }

        foreach (var process in new[] { platform, node })
        {
            (await process.StopAsync()).Should().Be(0);
            process.Output.Should().NotContain("fail: ").And.NotContain("crit: ").And.NotContain("   at ");
        }
    }
}
