using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>In production the schema changes by a command, and not by starting a server.</summary>
public sealed class MigrationTests(Worlds worlds)
{
    private static readonly (string Name, string? Value)[] Production = [("ASPNETCORE_ENVIRONMENT", "Production"), ("DOTNET_ENVIRONMENT", "Production")];

    [Fact]
    public async Task A_server_waits_for_the_migration_says_so_and_goes_on_without_a_restart()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartAsync([.. Production, ("Jobs:Recurring", "true")]);
        using var http = new HttpClient { BaseAddress = world.Settings.PlatformUrl };
        await Eventually.HoldsAsync("the server answers", async () => await ReadinessAsync(http) is not null);

        var before = await ReadinessAsync(http);
        before!.Value.Text("status").Should().Be("unhealthy");
        before.Value.GetProperty("checks").Text("database").Should().Be("healthy");
        before.Value.GetProperty("checks").Text("migrations").Should().Be("unhealthy");
        (await world.Settings.ReadAsync("select 1 from pg_tables where schemaname in ('gmailplatform', 'hangfire')")).Should().BeEmpty();

        (await world.RunAsync("migrate")).ExitCode.Should().Be(0);

        await platform.WaitReadyAsync();
        await Eventually.HoldsAsync("the recurring jobs are set", async () =>
            (await world.Settings.ReadAsync("select value from hangfire.set where key = 'recurring-jobs'")).Contains("refresh-expiring"));
        (await platform.StopAsync()).Should().Be(0);
        platform.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(line => IsJson(line));
    }

    [Fact]
    public async Task Migrations_can_run_twice_and_at_once()
    {
        await using var world = await worlds.StartAsync();

        var first = await Task.WhenAll(world.RunAsync("migrate"), world.RunAsync("migrate"));
        var again = await world.RunAsync("migrate", "--json");

        first.Should().OnlyContain(outcome => outcome.ExitCode == 0 && outcome.Error == "");
        again.ExitCode.Should().Be(0);
        JsonSerializer.Deserialize<JsonElement>(again.Output).GetProperty("upToDate").GetBoolean().Should().BeTrue();
    }

    private static async Task<JsonElement?> ReadinessAsync(HttpClient http)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(await (await http.GetAsync("health/ready")).Content.ReadAsStringAsync());
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static bool IsJson(string line)
    {
        try
        {
            return JsonDocument.Parse(line).RootElement.ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
