using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>What an auditor does at the command line.</summary>
public sealed class AuditCommandTests(MigratedWorld migrated) : IClassFixture<MigratedWorld>
{
    private readonly ProcessWorld _world = migrated.World;

    [Fact]
    public async Task An_export_is_verified_without_database_or_settings_and_an_edit_ends_with_a_failure_that_names_the_event()
    {
        using var tenant = await _world.ATenantAsync();
        var grants = await _world.ConnectCrowdAsync(tenant, people: 2);
        var folder = Directory.CreateTempSubdirectory("audit-").FullName;
        try
        {
            var (export, keys) = (Path.Combine(folder, "history.ndjson"), Path.Combine(folder, "keys.txt"));
            await RunAsync(0, "audit", "export", "--out", export);
            await File.WriteAllTextAsync(keys, (await RunAsync(0, "audit", "keys")).Output);
            var verified = JsonSerializer.Deserialize<JsonElement>((await RunAloneAsync(0, "audit", "verify", "--in", export, "--public-key", keys, "--json")).Output);

            verified.GetProperty("sound").GetBoolean().Should().BeTrue();
            verified.GetProperty("trustsExport").GetBoolean().Should().BeFalse();
            verified.GetProperty("signedSize").GetInt64().Should().Be(verified.GetProperty("size").GetInt64()).And.BeGreaterThanOrEqualTo(3 * grants.Count);

            await File.WriteAllTextAsync(export, (await File.ReadAllTextAsync(export)).Replace("\"refreshTokenReceived\":true", "\"refreshTokenReceived\":false", StringComparison.Ordinal));
            var edited = await RunAloneAsync(1, "audit", "verify", "--in", export, "--public-key", keys);

            edited.Output.Should().Contain("changed: event 2 of grant").And.NotContain("as they were signed");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task An_export_that_fails_leaves_the_one_of_before_and_nothing_beside_it()
    {
        var folder = Directory.CreateTempSubdirectory("audit-");
        try
        {
            var export = Path.Combine(folder.FullName, "history.ndjson");
            await File.WriteAllTextAsync(export, "of before");

            var process = await _world.StartAsync([("ConnectionStrings:Postgres", "Host=127.0.0.1;Port=1;Username=nobody;Password=x")], "audit", "export", "--out", export);

            (await process.WaitForExitAsync()).Should().NotBe(0, process.Output);
            (await File.ReadAllTextAsync(export)).Should().Be("of before");
            folder.GetFiles().Should().ContainSingle();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("audit", "export")]
    [InlineData("audit", "export", "--out", "/nowhere/history.ndjson")]
    [InlineData("audit", "verify", "--in", "/nowhere/history.ndjson")]
    [InlineData("audit", "verify", "--in", "/dev/null", "--public-key", "/dev/null")]
    public async Task Bad_input_is_answered_by_one_line_and_a_failure(params string[] arguments)
    {
        var outcome = await RunAsync(1, arguments);

        outcome.Output.Should().BeEmpty();
        outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Which.Should().NotContain("   at ");
    }

    private async Task<CommandOutcome> RunAsync(int exitCode, params string[] arguments) => Checked(exitCode, await _world.RunAsync(arguments));

    /// <summary>As on a machine that knows nothing of the platform.</summary>
    private static async Task<CommandOutcome> RunAloneAsync(int exitCode, params string[] arguments)
    {
        await using var process = await PlatformProcess.StartAsync(new Uri("http://127.0.0.1:1/"), new Dictionary<string, string?>(), arguments);
        return Checked(exitCode, new CommandOutcome(await process.WaitForExitAsync(), process.Output, process.Error));
    }

    private static CommandOutcome Checked(int exitCode, CommandOutcome outcome)
    {
        outcome.ExitCode.Should().Be(exitCode, "{0}{1}", outcome.Output, outcome.Error);
        return outcome;
    }
}
