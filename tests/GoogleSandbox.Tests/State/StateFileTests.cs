using System.Diagnostics;
using System.Net;
using GmailPlatform.GoogleSandbox.State;
using GmailPlatform.GoogleSandbox.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.GoogleSandbox.Tests.State;

/// <summary>The state file itself: when it is written, who may read it, and what happens when it is broken.</summary>
public sealed class StateFileTests : IDisposable
{
    private const string Mira = "mira.castellan@example.com";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly StateFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_is_in_the_file_soon_and_there_it_survives_a_kill()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var running = await Sandbox.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time), $"--Sandbox:StateFile={_folder.File}");
        var refresh = (await running.ConnectAsync(Mira)).Refresh;
        (await File.ReadAllTextAsync(_folder.File, Ct)).Should().NotContain(refresh, "no request waits for the disk");

        var waited = Stopwatch.StartNew();
        while (!(await File.ReadAllTextAsync(_folder.File, Ct)).Contains(refresh, StringComparison.Ordinal))
        {
            waited.Elapsed.Should().BeLessThan(Patience);
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(20, Ct);
        }

        File.Copy(_folder.File, _folder.FileOf("left-by-a-kill.json"));
        await using var next = await StartAsync("left-by-a-kill.json");
        (await next.RefreshAsync(refresh)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_file_is_there_from_the_start_alone_and_private()
    {
        await using var sandbox = await _folder.StartAsync();

        _folder.Names.Should().Equal("sandbox.json");
        File.GetUnixFileMode(_folder.File).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task Two_states_do_not_mix()
    {
        string email;
        string refresh;
        await using (var one = await StartAsync("one.json"))
        await using (await StartAsync("two.json"))
        {
            email = await one.AddPersonAsync();
            refresh = (await one.ConnectAsync(email)).Refresh;
        }

        await using var oneAgain = await StartAsync("one.json");
        await using var twoAgain = await StartAsync("two.json");

        (await oneAgain.RefreshAsync(refresh)).Status.Should().Be(HttpStatusCode.OK);
        (await twoAgain.RefreshAsync(refresh)).Text("error").Should().Be("invalid_grant");
        (await twoAgain.GetAsync("/sandbox/people")).Body.Should().NotContain(email);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"clockOffset":"00:00:00","people":[""")]
    [InlineData("""{"clockOffset":"00:00:00","people":[],"clients":[],"serviceAccounts":[],"consents":[],"tokens":{"refresh":[],"access":[]},"signingKeys":[{"keyId":"k","key":"AAAA"}]}""")]
    [InlineData("""{"clockOffset":"00:00:00","people":[],"clients":[],"serviceAccounts":[],"consents":[],"tokens":{"refresh":[],"access":[]},"signingKeys":[],"more":1}""")]
    public async Task A_broken_file_is_refused_and_stays_as_it_is(string text)
    {
        await File.WriteAllTextAsync(_folder.File, text, Ct);

        var refusal = (await FluentActions.Awaiting(() => _folder.StartAsync()).Should().ThrowAsync<StateFileException>()).Which;

        refusal.Message.Should().StartWith($"The state file {_folder.File} is broken: ").And.EndWith("Repair it, or remove it to start afresh.").And.NotContain("\n");
        (await File.ReadAllTextAsync(_folder.File, Ct)).Should().Be(text);
        _folder.Names.Should().Equal("sandbox.json");
    }

    [Fact]
    public async Task The_program_says_in_one_line_why_it_does_not_start()
    {
        var (exitCode, error) = await RunAsync(_folder.FileOf("missing/sandbox.json"));

        exitCode.Should().Be(1);
        error.Should().StartWith($"The state file {_folder.FileOf("missing/sandbox.json")} cannot be used: ").And.EndWith("\n");
        error.Trim().Should().NotContain("\n");
    }

    [Fact]
    public async Task Without_the_setting_nothing_is_written()
    {
        await using var kept = await _folder.StartAsync();
        await using var forgetful = await Sandbox.StartAsync(null, "--Sandbox:StateFile=");

        kept.Services.GetServices<IHostedService>().OfType<StateStore>().Should().ContainSingle();
        forgetful.Services.GetServices<IHostedService>().OfType<StateStore>().Should().BeEmpty();
        forgetful.Services.GetService<StateStore>().Should().BeNull();
    }

    private Task<Sandbox> StartAsync(string file) => Sandbox.StartAsync(null, $"--Sandbox:StateFile={_folder.FileOf(file)}");

    private static async Task<(int ExitCode, string Error)> RunAsync(string stateFile)
    {
        var program = typeof(SandboxApp).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", $"--Sandbox:StateFile={stateFile}"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        return (process.ExitCode, error);
    }
}
