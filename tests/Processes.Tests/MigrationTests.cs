using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>In production the schema changes by a command, and not by starting a server.</summary>
public sealed class MigrationTests(Worlds worlds)
{
    private static readonly (string Name, string? Value)[] Production = [("ASPNETCORE_ENVIRONMENT", "Production"), ("DOTNET_ENVIRONMENT", "Production")];

    [Fact]
    public async Task N3_A_server_waits_for_the_migration_says_so_and_goes_on_without_a_restart()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartAsync([.. Production, ("Jobs:Recurring", "true")]);
        using var http = new HttpClient { BaseAddress = world.Settings.PlatformUrl };
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        await Eventually.HoldsAsync("the server answers", async () => await ReadinessAsync(http) is not null);

        var before = await ReadinessAsync(http);
        before!.Value.Text("status").Should().Be("unhealthy");
        before.Value.GetProperty("checks").Text("database").Should().Be("healthy");
        before.Value.GetProperty("checks").Text("migrations").Should().Be("unhealthy");
        (await world.Settings.ReadAsync("select 1 from pg_tables where schemaname in ('gmailplatform', 'hangfire')")).Should().BeEmpty();

        using (var call = await http.GetAsync("oauth/google/callback?state=unknown&code=unknown"))
        {
            var refused = await call.ReadAsync(503);
            refused.Text("code").Should().Be("database_unavailable");
            refused.Text("detail").Should().Contain("gmailplatform migrate");
        }

        (await world.RunAsync("migrate")).ExitCode.Should().Be(0);

        await platform.WaitReadyAsync();
        await Eventually.HoldsAsync("the recurring jobs are set", async () =>
            (await world.Settings.ReadAsync("select value from hangfire.set where key = 'recurring-jobs'")).Contains("refresh-expiring"));
        (await platform.StopAsync()).Should().Be(0);
        ShouldBeQuiet(platform, "The database schema is out of date");
        platform.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().OnlyContain(line => IsJson(line));
    }

    [Theory]
    [InlineData("drop table gmailplatform.refresh_lease")]
    [InlineData("drop table gmailplatform.mt_doc_console_access")]
    public async Task N3_A_server_over_the_database_of_an_older_version_waits_in_the_same_way(string older)
    {
        await using var world = await worlds.StartAsync();
        (await world.RunAsync("migrate")).ExitCode.Should().Be(0);
        await world.Settings.ReadAsync(older);
        var platform = await world.StartAsync([.. Production, ("Jobs:Recurring", "true")]);
        using var http = new HttpClient { BaseAddress = world.Settings.PlatformUrl };
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");

        await Eventually.HoldsAsync("the server says so", () => Task.FromResult(platform.Output.Contains("./gmailplatform migrate", StringComparison.Ordinal)));
        await Eventually.HoldsAsync("readiness says no", async () => (await ReadinessAsync(http))?.GetProperty("checks").Text("migrations") == "unhealthy");

        (await world.RunAsync("migrate")).ExitCode.Should().Be(0);
        await platform.WaitReadyAsync();
        ShouldBeQuiet(platform, "The database schema is out of date");
    }

    [Theory]
    [InlineData("Password=wrong;Username=nobody_here")]
    [InlineData("Host=no-such-host.invalid")]
    [InlineData("Database=no_such_database")]
    public async Task N3_A_database_that_cannot_be_used_is_one_line_and_503(string wrong)
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartAsync([.. Production, ("ConnectionStrings:Postgres", $"{world.Settings.Postgres};{wrong}")]);
        using var http = new HttpClient { BaseAddress = world.Settings.PlatformUrl };
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        await Eventually.HoldsAsync("the server answers", async () => await ReadinessAsync(http) is not null);

        using var call = await http.GetAsync("oauth/google/callback?state=unknown&code=unknown");
        (await call.ReadAsync(503)).Text("code").Should().Be("database_unavailable");
        (await platform.StopAsync()).Should().Be(0);
        ShouldBeQuiet(platform, "Background work waits");
    }

    /// <summary>One line says what to do, and no stack trace beside it.</summary>
    private static void ShouldBeQuiet(PlatformProcess platform, string line)
    {
        platform.Output.Split('\n').Where(each => each.Contains("Background work waits", StringComparison.Ordinal) && each.Contains(line, StringComparison.Ordinal)).Should().ContainSingle();
        platform.Output.Should().NotContain("   at ").And.NotContain("\"LogLevel\":\"Error\"");
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
