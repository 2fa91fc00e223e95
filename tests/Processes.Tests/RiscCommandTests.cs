using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>What an operator does to get Google's security events, from the service account's key file to their effect.</summary>
public sealed class RiscCommandTests(Worlds worlds) : IDisposable
{
    private readonly string _keyFile = Path.GetTempFileName();

    public void Dispose() => File.Delete(_keyFile);

    [Fact]
    public async Task A_stream_is_registered_checked_and_verified_and_then_people_are_noticed()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync();
        var key = await AKeyFileAsync(world, new { name = "risc" });
        var receiver = $"{world.Settings.PlatformUrl}google/risc";
        AssertRefused(await RunAsync(world, "status"), "not_found");

        var registered = await JsonAsync(world, "register", "--url", receiver);
        var status = await JsonAsync(world, "status");
        var state = (await JsonAsync(world, "verify")).Text("state")!;

        registered.Text("url").Should().Be(receiver);
        registered.Text("status").Should().Be("enabled");
        registered.Texts("events").Should().HaveCount(6).And.OnlyContain(uri => uri.StartsWith("https://schemas.openid.net/secevent/"));
        status.GetRawText().Should().Be(registered.GetRawText());
        await Eventually.HoldsAsync("the verification arrives", () => Task.FromResult(platform.Output.Contains(state)));

        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await world.Google.DoAsync(person, "disable");
        await Eventually.HoldsAsync("Google's word has ended the grant", async () => (await tenant.HistoryAsync(grant)).Contains("reauthorization_required"));
        await world.Google.DoAsync(person, "enable");
        await Eventually.HoldsAsync("Google's word has revived the grant", async () => (await tenant.HistoryAsync(grant)).Contains("access_token_refreshed"));

        var privateKey = key.Text("private_key")!.Split('\n')[1];
        (await world.Settings.DumpAsync()).SelectMany(table => table.Value).Should().NotContain(row => row.Contains(privateKey));
        (platform.Output + platform.Error).Should().NotContain(privateKey);
    }

    [Fact]
    public async Task What_Google_refuses_is_said_in_its_words_and_shows_nothing_of_the_key()
    {
        await using var world = await worlds.StartAsync();
        (await world.RunAsync("migrate")).ExitCode.Should().Be(0);
        var key = await AKeyFileAsync(world, new { name = "powerless", roles = Array.Empty<string>() });

        var refused = await RunAsync(world, "register", "--url", "https://mail.example/google/risc");

        AssertRefused(refused, "google_refused");
        refused.Error.Should().Contain("roles/riscconfigs.admin").And.NotContain(key.Text("private_key")!.Split('\n')[1]);
        AssertRefused(await RunAsync(world, "register", "--url", "http://mail.example/google/risc"), "validation_failed");
    }

    private async Task<JsonElement> AKeyFileAsync(ProcessWorld world, object account)
    {
        var key = await world.Google.PostAsync("sandbox/service-accounts", account, expectedStatus: 201);
        await File.WriteAllTextAsync(_keyFile, key.GetRawText());
        return key;
    }

    private Task<CommandOutcome> RunAsync(ProcessWorld world, string command, params string[] arguments) =>
        world.RunAsync(["risc", command, "--service-account", _keyFile, .. arguments]);

    private async Task<JsonElement> JsonAsync(ProcessWorld world, string command, params string[] arguments)
    {
        var outcome = await RunAsync(world, command, [.. arguments, "--json"]);
        outcome.Error.Should().BeEmpty();
        outcome.ExitCode.Should().Be(0);
        return JsonSerializer.Deserialize<JsonElement>(outcome.Output);
    }

    private static void AssertRefused(CommandOutcome outcome, string code)
    {
        outcome.ExitCode.Should().Be(1);
        outcome.Output.Should().BeEmpty();
        outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Which.Should().StartWith(code);
    }
}
