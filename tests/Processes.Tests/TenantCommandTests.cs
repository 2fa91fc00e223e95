using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Application.Console;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>Changes of a tenant at the command line.</summary>
public sealed class TenantCommandTests(RunningWorld running) : IClassFixture<RunningWorld>
{
    private const string FirstSecret = "GOCSPX-the-first-of-this-tenant";
    private const string SecondSecret = "GOCSPX-the-second-of-this-tenant";

    private readonly ProcessWorld _world = running.World;

    [Fact]
    public async Task O8_The_secret_of_a_tenants_own_client_is_rotated_and_only_labels_are_shown_and_recorded()
    {
        var clientId = $"7-{Guid.NewGuid():N}.apps.googleusercontent.com";
        var (firstFile, secondFile) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            await File.WriteAllTextAsync(firstFile, await _world.Google.AClientAsync(clientId, FirstSecret, $"{_world.Settings.PlatformUrl}oauth/google/callback"));
            await File.WriteAllTextAsync(secondFile, (await File.ReadAllTextAsync(firstFile)).Replace(FirstSecret, SecondSecret, StringComparison.Ordinal));
            var tenant = (await JsonAsync("tenant", "create", "--name", "Own", "--client-secrets", firstFile)).Text("id")!;

            var added = await JsonAsync("tenant", "secret", "add", tenant, "--client-secrets", secondFile);
            var listed = await _world.RunAsync("tenant", "secret", "list", tenant);
            var removed = await JsonAsync("tenant", "secret", "remove", tenant, ClientSecret.LabelOf(new Secret(FirstSecret)));
            var last = await _world.RunAsync("tenant", "secret", "remove", tenant, added.Text("label")!);

            added.Text("label").Should().Be(ClientSecret.LabelOf(new Secret(SecondSecret)));
            listed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
            removed.EnumerateArray().Select(secret => secret.Text("label")).Should().Equal(added.Text("label"));
            (last.ExitCode, last.Error).Should().Match<(int ExitCode, string Error)>(outcome => outcome.ExitCode == 1 && outcome.Error.Contains("only secret"));
            var recorded = await RecordedAsync(tenant);
            recorded.Should().StartWith("RemovedClientSecret, RemovedClientSecret, AddedClientSecret");
            $"{added}{listed.Output}{removed}{last.Error}{recorded}".Should().NotContain("GOCSPX");
            (await _world.Settings.DumpAsync()).SelectMany(table => table.Value).Should().NotContain(row => row.Contains(FirstSecret) || row.Contains(SecondSecret));
        }
        finally
        {
            File.Delete(firstFile);
            File.Delete(secondFile);
        }
    }

    [Theory]
    [InlineData("create", "--name", "Own")]
    [InlineData("secret", "add", "00000000-0000-0000-0000-000000000001")]
    public async Task O8_A_file_that_cannot_be_used_is_answered_without_its_secret(params string[] arguments)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, $$"""{"web":{"client_id":"{{Guid.NewGuid():N}}","client_secret":"{{FirstSecret}}","redirect_uris":["https://old.example/callback"]} }""");

            var outcome = await _world.RunAsync(["tenant", .. arguments, "--client-secrets", file]);

            outcome.ExitCode.Should().Be(1);
            outcome.Output.Should().BeEmpty();
            outcome.Error.Should().NotContain("GOCSPX").And.Match(arguments[0] is "create" ? $"validation_failed: *https://old.example/callback. Add {_world.Settings.PlatformUrl}oauth/google/callback *" : "not_found: *");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task O8_Name_return_URLs_hosted_domain_and_suspension_are_changed_shown_and_recorded()
    {
        var tenant = (await JsonAsync("tenant", "create", "--name", "Acme", "--return-url", "https://a.example/")).Text("id")!;

        await JsonAsync("tenant", "rename", tenant, "Acme & Sons");
        await JsonAsync("tenant", "return-url", "add", tenant, "https://b.example/", "https://c.example/");
        await JsonAsync("tenant", "return-url", "remove", tenant, "https://a.example/");
        await JsonAsync("tenant", "hosted-domain", tenant, "acme.example");
        await JsonAsync("tenant", "suspend", tenant);
        await JsonAsync("tenant", "resume", tenant);
        var shown = await JsonAsync("tenant", "show", tenant);

        shown.Text("name").Should().Be("Acme & Sons");
        shown.Texts("returnUrls").Should().Equal("https://b.example/", "https://c.example/");
        shown.Text("hostedDomain").Should().Be("acme.example");
        shown.Text("suspendedAt").Should().BeNull();
        shown.GetProperty("revision").GetInt32().Should().Be(6);
        var stale = await _world.RunAsync("tenant", "return-url", "set", tenant, "https://z.example/", "--revision", "5");
        (stale.ExitCode, stale.Error.Split(':')[0]).Should().Be((1, "tenant_changed"));
        (await JsonAsync("tenant", "return-url", "set", tenant, "https://z.example/", "--revision", "6")).Texts("returnUrls").Should().Equal("https://z.example/");
        (await JsonAsync("tenant", "hosted-domain", tenant, "--clear")).Text("hostedDomain").Should().BeNull();
        (await RecordedAsync(tenant)).Should().Be(
            "ChangedHostedDomain, ChangedReturnUrls, ChangedReturnUrls, ResumedTenant, SuspendedTenant, ChangedHostedDomain, ChangedReturnUrls, ChangedReturnUrls, RenamedTenant");
    }

    /// <summary>What the log of people's actions says of the tenant, latest first.</summary>
    private async Task<string> RecordedAsync(string tenant) => string.Join(
        ", ",
        (await _world.Services.SendAsync(new ListConsoleAccess($"cli:{Environment.UserName}", new PageRequest(100, PageToken: null)))).Items
            .Select(named => named.Access).Where(access => access.Subject?.StartsWith(tenant, StringComparison.Ordinal) is true).Select(access => access.Action));

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var outcome = await _world.RunAsync([.. arguments, "--json"]);
        outcome.Error.Should().BeEmpty();
        outcome.ExitCode.Should().Be(0);
        return JsonSerializer.Deserialize<JsonElement>(outcome.Output);
    }
}
