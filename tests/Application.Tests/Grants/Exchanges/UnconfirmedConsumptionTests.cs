using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>A state whose use was not confirmed in time: the page that is loaded again sends the code, once.</summary>
public sealed class UnconfirmedConsumptionTests : IDisposable
{
    private readonly CallbackSetting _setting = new(capacity: 4);
    private readonly List<StoredAuthorization> _unanswered = [];

    [Fact]
    public async Task O11_A_commit_that_lands_before_the_save_of_the_next_load_is_continued()
    {
        var authorization = _setting.Open();
        await TimeOutAsync(authorization);
        _setting.Authorizations.Save = (used, _) =>
        {
            _setting.Authorizations.Commit(_unanswered[0]);
            return Task.FromResult(_setting.Authorizations.Commit(used));
        };

        await ConnectsAsync(_setting.LoadAsync(authorization));

        _setting.CodesSent.Should().Be(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task O11_Of_two_loads_that_timed_out_either_commit_is_continued(int landed)
    {
        var authorization = _setting.Open();
        await TimeOutAsync(authorization, loads: 2);
        _setting.Authorizations.Commit(_unanswered[landed]).Should().BeTrue();
        _setting.Authorizations.Save = null;

        await ConnectsAsync(_setting.LoadAsync(authorization));

        _setting.CodesSent.Should().Be(1);
    }

    [Fact]
    public async Task O11_Several_loads_at_once_continue_it_once()
    {
        var (google, authorization) = (new TaskCompletionSource<Result<TokenSet>>(), await LandedAsync());
        _setting.Exchange.Endpoint.ExchangeAsync(default!, default!, default!, default, default).ReturnsForAnyArgs(_ => google.Task);

        var loads = Enumerable.Range(0, 4).Select(_ => _setting.LoadAsync(authorization)).ToList();
        google.SetResult(ExchangeSetting.Tokens);

        await Task.WhenAll(loads.Select(ConnectsAsync));
        _setting.CodesSent.Should().Be(1);
    }

    [Fact]
    public async Task O11_A_load_from_another_issuer_does_not_send_the_code()
    {
        var authorization = await LandedAsync();

        var mixedUp = await _setting.LoadAsync(authorization, issuer: "https://another.example");

        mixedUp.Failure!.Code.Should().Be(CommonFailures.DatabaseUnavailable.Code);
        _setting.CodesSent.Should().Be(0);
        await ConnectsAsync(_setting.LoadAsync(authorization));
    }

    [Fact]
    public async Task O11_A_load_at_a_full_node_is_refused_and_continues_later()
    {
        var google = new TaskCompletionSource<Result<TokenSet>>();
        var authorization = await LandedAsync();
        _setting.Exchange.Endpoint.ExchangeAsync(default!, default!, default!, default, default).ReturnsForAnyArgs(_ => google.Task);
        var running = _setting.LoadAsync(_setting.Open());

        var refused = await _setting.LoadAsync(authorization);

        refused.Failure.Should().Be(GrantFailures.TooManyExchangesOfTenant);
        google.SetResult(ExchangeSetting.Tokens);
        await ConnectsAsync(running);
        await _setting.Exchange.Exchanges.DrainAsync(CancellationToken.None);
        await ConnectsAsync(_setting.LoadAsync(authorization));
    }

    [Fact]
    public async Task O11_A_load_that_waits_for_a_request_that_times_out_is_told_to_load_again()
    {
        var authorization = _setting.Open();
        var landed = new TaskCompletionSource();
        _setting.Authorizations.Save = (used, _) =>
        {
            _setting.Authorizations.Commit(used);
            landed.TrySetResult();
            throw new TimeoutException();
        };
        var first = _setting.LoadAsync(authorization);
        await landed.Task;

        var second = await _setting.LoadAsync(authorization);

        second.Failure!.Code.Should().Be(CommonFailures.DatabaseUnavailable.Code);
        await first.Invoking(load => load).Should().ThrowAsync<WorkDeadlineException>();
        await ConnectsAsync(_setting.LoadAsync(authorization));
    }

    [Fact]
    public async Task O11_A_bug_that_ends_a_save_at_its_deadline_stays_visible()
    {
        _setting.Authorizations.Save = async (_, ct) =>
        {
            await Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => { }, TaskScheduler.Default);
            throw new InvalidOperationException("a bug");
        };

        await _setting.Invoking(each => each.LoadAsync(each.Open())).Should().ThrowAsync<InvalidOperationException>();
    }

    public void Dispose() => _setting.Dispose();

    /// <summary>An authorization whose use was committed without an answer.</summary>
    private async Task<StoredAuthorization> LandedAsync()
    {
        var authorization = _setting.Open();
        await TimeOutAsync(authorization);
        _setting.Authorizations.Commit(_unanswered[0]);
        _setting.Authorizations.Save = null;
        return authorization;
    }

    /// <summary>Loads the callback while no commit answers.</summary>
    private async Task TimeOutAsync(StoredAuthorization authorization, int loads = 1)
    {
        _setting.Authorizations.Save = (used, _) =>
        {
            lock (_unanswered)
            {
                if (!_unanswered.Contains(used))
                {
                    _unanswered.Add(used);
                }
            }

            throw new TimeoutException();
        };
        for (var load = 0; load < loads; load++)
        {
            var thrown = await _setting.Invoking(each => each.LoadAsync(authorization)).Should().ThrowAsync<WorkDeadlineException>();
            thrown.WithInnerException<TimeoutException>();
        }
    }

    private static async Task ConnectsAsync(Task<Result<CompletedAuthorization>> load)
    {
        (await load).Succeeded(out var completed, out var failure).Should().BeTrue("{0}", failure);
        completed!.Grant.Should().NotBeNull("{0}", completed.Failure);
    }
}
