using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Tests;

public sealed class ChildProcessTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_child_that_ends_by_itself_is_named_with_its_last_lines()
    {
        await using var steady = await StartAsync("The steady one", "exec sleep 600");
        await using var broken = await StartAsync("The broken one", "for i in $(seq 100); do echo line $i; done; exit 3");

        var work = () => ChildProcess.WhileAliveAsync([steady, broken], ct => Task.Delay(Timeout.Infinite, ct), Ct);

        var failure = (await work.Should().ThrowAsync<DevHostException>()).Which.Message;
        failure.Should().StartWith("The broken one stopped by itself (exit code 3).").And.EndWith("line 100").And.NotContain("line 80\n");
    }

    [Fact]
    public async Task Work_that_fails_while_the_children_live_fails_as_itself()
    {
        await using var steady = await StartAsync("The steady one", "exec sleep 600");

        var work = () => ChildProcess.WhileAliveAsync([steady], _ => Task.FromException(new DevHostException("not ready")), Ct);

        (await work.Should().ThrowAsync<DevHostException>()).WithMessage("not ready");
    }

    [Fact]
    public async Task A_stop_request_ends_the_waiting_without_blame()
    {
        using var stop = new CancellationTokenSource();
        await using var steady = await StartAsync("The steady one", "exec sleep 600");
        var work = ChildProcess.WhileAliveAsync([steady], ct => Task.Delay(Timeout.Infinite, ct), stop.Token);

        await stop.CancelAsync();

        await FluentActions.Awaiting(() => work).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task A_child_may_end_in_order_and_all_it_said_is_in_its_log()
    {
        var log = _temp.File("child.log");
        var ready = _temp.File("ready");
        await using (await StartAsync("The polite one", $"trap 'echo bye; exit 0' TERM; echo hello; touch {ready}; while :; do sleep 0.05; done", log))
        {
            while (!File.Exists(ready))
            {
                await Task.Delay(20, Ct);
            }
        }

        (await File.ReadAllTextAsync(log, Ct)).Should().Be("hello\nbye\n");
        File.GetUnixFileMode(log).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, "a log may say more than others should read (S14)");
    }

    private static Task<ChildProcess> StartAsync(string name, string script, string? log = null) =>
        ChildProcess.StartAsync(name, new ProgramStart("bash", "-c", script), log);
}
