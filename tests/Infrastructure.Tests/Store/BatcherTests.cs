using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using GmailPlatform.Infrastructure.Store;
using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.Infrastructure.Tests.Store;

public sealed class BatcherTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ConcurrentQueue<IReadOnlyList<int>> _batches = new();
    private readonly Channel<TaskCompletionSource> _underWay = Channel.CreateUnbounded<TaskCompletionSource>();

    [Fact]
    public async Task A_call_that_finds_a_free_lane_goes_at_once_and_alone()
    {
        var batcher = Batcher(lanes: 1, largest: 10);

        var answer = batcher.AddAsync(1);
        await FinishNextAsync();

        (await answer).Should().Be("1");
        _batches.Should().ContainSingle().Which.Should().Equal(1);
    }

    [Fact]
    public async Task Calls_that_come_meanwhile_go_together_in_the_order_in_which_they_came()
    {
        var batcher = Batcher(lanes: 1, largest: 10);
        var first = batcher.AddAsync(0);
        var underWay = await NextAsync();
        var later = Enumerable.Range(1, 5).Select(batcher.AddAsync).ToList();

        underWay.SetResult();
        await FinishNextAsync();

        (await first).Should().Be("0");
        (await Task.WhenAll(later)).Should().Equal("1", "2", "3", "4", "5");
        _batches.Last().Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task No_batch_is_larger_than_allowed()
    {
        var batcher = Batcher(lanes: 1, largest: 2);
        var answers = new List<Task<string>> { batcher.AddAsync(0) };
        var first = await NextAsync();
        answers.AddRange(Enumerable.Range(1, 4).Select(batcher.AddAsync));

        first.SetResult();
        await FinishNextAsync();
        await FinishNextAsync();

        await Task.WhenAll(answers);
        _batches.Select(batch => batch.Count).Should().Equal(1, 2, 2);
        _batches.SelectMany(batch => batch).Should().Equal(Enumerable.Range(0, 5));
    }

    [Fact]
    public async Task No_more_batches_are_under_way_than_there_are_lanes()
    {
        var batcher = Batcher(lanes: 2, largest: 1);
        var answers = Enumerable.Range(0, 3).Select(batcher.AddAsync).ToList();
        var (one, other) = (await NextAsync(), await NextAsync());

        _batches.Should().HaveCount(2);

        one.SetResult();
        other.SetResult();
        await FinishNextAsync();
        await Task.WhenAll(answers);
        _batches.Should().HaveCount(3);
    }

    [Fact]
    public async Task What_a_batch_throws_its_callers_get_and_the_next_ones_do_not()
    {
        var batcher = Batcher(lanes: 1, largest: 10);
        var failing = batcher.AddAsync(1);
        (await NextAsync()).SetException(new TimeoutException());

        await FluentActions.Awaiting(() => failing).Should().ThrowAsync<TimeoutException>();

        var answer = batcher.AddAsync(2);
        await FinishNextAsync();
        (await answer).Should().Be("2");
    }

    [Fact]
    public async Task A_batch_that_hangs_keeps_the_lane_for_a_moment_only_and_is_answered_in_its_own_time()
    {
        var batcher = Batcher(lanes: 1, largest: 10);
        var hanging = batcher.AddAsync(1);
        var hung = await NextAsync();
        var next = batcher.AddAsync(2);

        _batches.Should().HaveCount(1);
        _clock.Advance(Infrastructure.Store.Batcher<int, string>.Patience);

        await FinishNextAsync();
        (await next).Should().Be("2");
        hanging.IsCompleted.Should().BeFalse();
        hung.SetResult();
        (await hanging).Should().Be("1");
    }

    /// <summary>Answers a call with its text, once the test lets the batch go.</summary>
    private Batcher<int, string> Batcher(int lanes, int largest) => new(lanes, largest, async calls =>
    {
        var underWay = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _batches.Enqueue(calls);
        await _underWay.Writer.WriteAsync(underWay);
        await underWay.Task;
        return [.. calls.Select(call => call.ToString(CultureInfo.InvariantCulture))];
    }, _clock);

    private async Task FinishNextAsync() => (await NextAsync()).SetResult();

    private Task<TaskCompletionSource> NextAsync() => _underWay.Reader.ReadAsync().AsTask();
}
