using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>A consent whose caller does not wait quietly for its end, while a step is held.</summary>
internal sealed class CallerRun(World world, AimedDatabaseLink link, Cell cell, Entrance entrance)
{
    public async Task<Answer> RunAsync()
    {
        using var leaving = new CancellationTokenSource();
        var (reached, release) = await HoldAsync();
        var first = entrance.EnterAsync(leaving.Token);
        await reached(first);
        if (cell.Fault is Fault.LoadedTwice)
        {
            var second = entrance.EnterAsync(CancellationToken.None);
            await release();
            var outcome = await first;
            outcome.Should().BeOfType<Answer.Connected>();
            // The second request may come when the exchange has ended.
            return cell.Door is Door.Api ? await second : (await second).Should().Be(outcome).And.Subject.As<Answer>();
        }

        var reloaded = cell.Fault is Fault.PageReloaded ? entrance.EnterAsync(CancellationToken.None) : null;
        await leaving.CancelAsync();
        await first.ContinueWith(_ => { }, TaskScheduler.Default);
        await release();
        return reloaded is not null ? await reloaded : await ComeBackAsync();
    }

    /// <summary>An application looks for the grant; a person opens the page again.</summary>
    private Task<Answer> ComeBackAsync() => cell.Door is Door.Callback ? entrance.EnterAsync() : entrance.LookForGrantAsync();

    private async Task<(Func<Task<Answer>, Task> Reached, Func<Task> Release)> HoldAsync()
    {
        if (!cell.IsGooglesStep)
        {
            var aim = link.Aim((CommitMoment)cell.Moment, CommitFault.Hold, CellRun.WordsOf(cell.Step, entrance));
            return (first => CellRun.ReachedAsync(aim, first), () =>
            {
                aim.Release();
                return Task.CompletedTask;
            }
            );
        }

        var fault = new Dictionary<string, object>(GoogleFaults.Hold(cell.Moment))
        {
            ["endpoint"] = GoogleFaults.EndpointOf(cell.Step),
            ["person"] = entrance.Person,
            ["times"] = 1,
        };
        var id = await world.Google.BreakAsync(fault);
        return (_ => world.WaitForAsync(id), () => Eventually.HoldsAsync("the held call goes on", () => world.Google.TryMendAsync(id)));
    }
}
