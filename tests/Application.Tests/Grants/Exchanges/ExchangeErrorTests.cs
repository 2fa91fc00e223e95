using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>A bug costs no tokens where it need not, and an operator reads of each.</summary>
public sealed class ExchangeErrorTests : IDisposable
{
    private static readonly TenantId ATenant = TenantId.New(DateTimeOffset.UnixEpoch);

    private readonly ExchangeSetting _setting = new();
    private readonly InvalidOperationException _bug = new("a bug");

    [Theory]
    [InlineData("Exchanging")]
    [InlineData("Identifying")]
    [InlineData("Storing")]
    public async Task O2_One_unexpected_error_is_logged_with_its_stack_and_tried_again(string state)
    {
        Fail(state, times: 1);

        var result = await _setting.ExchangeAsync(ATenant, code: 1);

        result.Failure.Should().BeNull();
        _setting.Log.Received(1).UnexpectedError(ATenant, state, _bug);
    }

    [Theory]
    [InlineData("Exchanging")]
    [InlineData("Identifying")]
    [InlineData("Storing")]
    public async Task O2_An_error_that_stays_ends_the_exchange_is_logged_each_time_and_leads_on(string state)
    {
        Fail(state, times: 100);

        var result = await _setting.ExchangeAsync(ATenant, code: 1);

        result.Failure.Should().BeEquivalentTo(new { GrantFailures.ExchangeBroken.Reason, AuthorizationUrl = "https://accounts.example/auth" });
        _setting.Log.Received(2).UnexpectedError(ATenant, state, _bug);
        _setting.Log.Received(1).ExchangeBroken(ATenant, state, _bug);
    }

    [Fact]
    public async Task O2_An_outage_is_logged_as_one_and_costs_no_attempt()
    {
        var failures = 0;
        _setting.Grants.TryCommitAsync(default!, default).ReturnsForAnyArgs(_ => failures++ < 3 ? throw new TimeoutException() : true);

        (await _setting.ExchangeAsync(ATenant, code: 1)).Failure.Should().BeNull();

        _setting.Log.ReceivedWithAnyArgs(3).OutageMet(default, default!, default!);
        _setting.Log.DidNotReceiveWithAnyArgs().UnexpectedError(default, default!, default!);
    }

    [Fact]
    public async Task O2_An_error_before_the_first_step_is_logged_recorded_and_takes_no_place()
    {
        _setting.MakeEndpoint = () => throw _bug;
        var recorded = new List<Failure?>();

        var result = await _setting.ExchangeAsync(ATenant, code: 1, outcome =>
        {
            recorded.Add(outcome.Failure);
            return Task.CompletedTask;
        });

        result.Failure!.Reason.Should().Be(GrantFailures.ExchangeBroken.Reason);
        recorded.Should().Equal(GrantFailures.ExchangeBroken);
        _setting.Log.Received(1).ExchangeBroken(ATenant, "Exchanging", _bug);
        _setting.MakeEndpoint = null;
        (await _setting.ExchangeAsync(ATenant, code: 1)).Failure.Should().BeNull();
    }

    [Fact]
    public async Task O2_A_bug_in_the_record_of_the_outcome_is_logged_and_changes_no_result()
    {
        (await _setting.ExchangeAsync(ATenant, code: 1, _ => throw _bug)).Failure.Should().BeNull();

        await _setting.Exchanges.DrainAsync(CancellationToken.None);
        _setting.Log.Received(1).OutcomeNotRecorded(ATenant, _bug);
    }

    [Fact]
    public async Task O2_The_outcome_is_recorded_again_and_again_while_the_database_is_away()
    {
        var recordings = 0;

        (await _setting.ExchangeAsync(ATenant, code: 1, _ => ++recordings < 3 ? throw new TimeoutException() : Task.CompletedTask)).Failure.Should().BeNull();

        await _setting.Exchanges.DrainAsync(CancellationToken.None);
        recordings.Should().Be(3);
        _setting.Log.DidNotReceiveWithAnyArgs().OutcomeNotRecorded(default, default!);
    }

    public void Dispose() => _setting.Dispose();

    private void Fail(string state, int times)
    {
        var failures = 0;
        switch (state)
        {
            case "Exchanging":
                _setting.Endpoint.ExchangeAsync(default!, default!, default!, default, default).ReturnsForAnyArgs(_ => failures++ < times ? throw _bug : ExchangeSetting.Tokens);
                break;
            case "Identifying":
                var identity = new Identity(new GoogleAccount("1", "ada@example.com", "Ada"), IdentitySource.IdToken, HostedDomain: null);
                _setting.Identities.IdentifyAsync(default!, default!, default, default).ReturnsForAnyArgs(_ => failures++ < times ? throw _bug : identity);
                break;
            default:
                _setting.Grants.TryCommitAsync(default!, default).ReturnsForAnyArgs(_ => failures++ < times ? throw _bug : true);
                break;
        }
    }
}
