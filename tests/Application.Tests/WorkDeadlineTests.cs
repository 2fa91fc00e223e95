using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.Application.Tests;

public sealed class WorkDeadlineTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task C3_Work_that_hangs_is_left_at_the_deadline_and_cancelled()
    {
        using var deadline = WorkDeadline.Start(10 * Second, CancellationToken.None, _time);
        var guarded = WorkDeadline.GuardAsync(new TaskCompletionSource<int>().Task);

        _time.Advance(9 * Second);
        guarded.IsCompleted.Should().BeFalse();
        _time.Advance(Second);

        await guarded.Awaiting(work => work).Should().ThrowAsync<WorkDeadlineException>();
        deadline.Token.IsCancellationRequested.Should().BeTrue();
    }

    [Fact]
    public async Task C3_Work_that_ends_by_the_deadlines_token_has_missed_the_deadline()
    {
        using var deadline = WorkDeadline.Start(10 * Second, CancellationToken.None, _time);
        var work = WaitAsync(deadline.Token);

        _time.Advance(10 * Second);
        await Task.WhenAny(work);

        await FluentActions.Awaiting(() => WorkDeadline.GuardAsync(work)).Should().ThrowAsync<WorkDeadlineException>();

        static async Task<int> WaitAsync(CancellationToken ct)
        {
            await Task.Delay(Timeout.Infinite, ct);
            return 0;
        }
    }

    [Fact]
    public void C3_The_time_of_others_does_not_count()
    {
        using var deadline = WorkDeadline.Start(10 * Second, CancellationToken.None, _time);

        _time.Advance(9 * Second);
        using (WorkDeadline.Suspend())
        {
            using (WorkDeadline.Suspend())
            {
                _time.Advance(60 * Second);
            }

            _time.Advance(60 * Second);
        }

        deadline.HasExpired.Should().BeFalse();
        _time.Advance(Second);
        deadline.HasExpired.Should().BeTrue("what was used before counts again");
    }

    [Fact]
    public void C3_A_pause_that_ends_before_the_limit_moves_the_deadline()
    {
        using var deadline = WorkDeadline.Start(10 * Second, CancellationToken.None, _time);

        _time.Advance(5 * Second);
        using (WorkDeadline.Suspend())
        {
            _time.Advance(3 * Second);
        }

        _time.Advance(4 * Second);
        deadline.HasExpired.Should().BeFalse("the pause of three seconds does not count");
        _time.Advance(Second);
        deadline.HasExpired.Should().BeTrue();
    }

    [Fact]
    public async Task C3_Work_that_is_guarded_after_the_deadline_is_abandoned_at_once()
    {
        using var deadline = WorkDeadline.Start(10 * Second, CancellationToken.None, _time);

        _time.Advance(10 * Second);

        await FluentActions.Awaiting(() => WorkDeadline.GuardAsync(new TaskCompletionSource<int>().Task)).Should().ThrowAsync<WorkDeadlineException>();
        deadline.HasExpired.Should().BeTrue();
    }

    [Fact]
    public void C3_An_answer_that_has_begun_is_never_cut_off()
    {
        using var deadline = WorkDeadline.Start(10 * Second, CancellationToken.None, _time);

        deadline.End();
        using (WorkDeadline.Suspend())
        {
            _time.Advance(Second);
        }

        _time.Advance(60 * Second);
        deadline.Token.IsCancellationRequested.Should().BeFalse();
    }

    [Fact]
    public async Task C3_Work_of_a_flight_has_its_own_deadline_and_its_caller_keeps_his()
    {
        using var caller = WorkDeadline.Start(10 * Second, CancellationToken.None, _time);
        await Task.Run(async () =>
        {
            using var flight = WorkDeadline.Start(20 * Second, CancellationToken.None, _time);
            using var waiting = WorkDeadline.Suspend();
            _time.Advance(15 * Second);
            flight.HasExpired.Should().BeFalse();
            await Task.Yield();
        });

        caller.HasExpired.Should().BeTrue();
    }

    [Fact]
    public async Task C3_Background_work_has_no_deadline()
    {
        var work = new TaskCompletionSource<int>();
        var guarded = WorkDeadline.GuardAsync(work.Task);
        using (WorkDeadline.Suspend())
        {
            _time.Advance(60 * Second);
        }

        work.SetResult(7);
        (await guarded).Should().Be(7);
    }
}
