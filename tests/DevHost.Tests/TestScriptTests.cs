using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Tests;

/// <summary>How scripts/run-tests.sh counts.</summary>
public sealed class TestScriptTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Counts_are_added_up()
    {
        var result = await RunAsync(
            Program("first", Summary(total: 12), 0), Program("second", Summary(total: 30), 0), Program("third", Summary(total: 1), 0));

        LastLine(result).Should().Be("43 passed, 0 failed");
        result.ExitCode.Should().Be(0);
    }

    [Fact]
    public async Task Failures_and_errors_fail_the_run_and_are_shown()
    {
        var result = await RunAsync(Program("good", Summary(total: 2), 0), Program("bad", "the reason\n" + Summary(total: 5, errors: 1, failed: 2), 1));

        LastLine(result).Should().Be("5 passed, 3 failed");
        result.Output.Should().Contain("the reason");
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Skipped_tests_have_not_passed() =>
        LastLine(await RunAsync(Program("some", Summary(total: 5, skipped: 2), 0))).Should().Be("3 passed, 0 failed");

    [Theory]
    [InlineData("", 134)]
    [InlineData("", 0)]
    [InlineData("   X  Total: 0, Errors: 0, Failed: 0, Skipped: 0, Not Run: 0, Time: 0.1s", 0)]
    public async Task A_crash_or_a_project_without_tests_is_a_failure(string output, int exitCode)
    {
        var result = await RunAsync(Program("good", Summary(total: 2), 0), Program("odd", output, exitCode));

        LastLine(result).Should().Be("2 passed, 1 failed");
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task A_crash_after_green_tests_is_a_failure() =>
        LastLine(await RunAsync(Program("late", Summary(total: 2), 139))).Should().Be("2 passed, 1 failed");

    [Fact]
    public async Task A_program_that_was_not_built_is_a_failure()
    {
        var result = await RunAsync(_temp.File("missing"));

        LastLine(result).Should().Be("0 passed, 1 failed");
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Programs_that_measure_time_run_alone_after_the_others()
    {
        var running = _temp.File("running");
        var log = _temp.File("log");
        string Counting(string name) =>
            _temp.Script(name, $"echo x >>'{running}'; echo {name} $(grep -c x '{running}') >>'{log}'; sleep 0.3; sed -i 1d '{running}'; echo '{Summary(total: 1)}'");

        var result = await RunAsync(Counting("A.Nodes.Tests"), Counting("B.Tests"), Counting("C.Nodes.Tests"));

        LastLine(result).Should().Be("3 passed, 0 failed");
        (await File.ReadAllLinesAsync(log)).Should().Equal("B.Tests 1", "A.Nodes.Tests 1", "C.Nodes.Tests 1");
    }

    private static Task<CommandResult> RunAsync(params IReadOnlyList<string> programs) =>
        Repository.RunAsync("scripts/run-tests.sh", new Dictionary<string, string>(StringComparer.Ordinal), programs);

    private static string Summary(int total, int errors = 0, int failed = 0, int skipped = 0) =>
        $"   X.Tests  Total: {total}, Errors: {errors}, Failed: {failed}, Skipped: {skipped}, Not Run: 0, Time: 0.302s";

    private static string LastLine(CommandResult result) => result.Output.TrimEnd('\n').Split('\n')[^1];

    private string Program(string name, string output, int exitCode) =>
        _temp.Script(name, $"echo '{output}'\nexit {exitCode}");
}
