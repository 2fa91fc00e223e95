using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>A tenant that is suspended during an exchange stores nothing, and its person is sent nowhere.</summary>
public sealed class SuspendedMeanwhileTests : IDisposable
{
    private readonly CallbackSetting _setting = new();
    private bool _isSuspended;

    public SuspendedMeanwhileTests() => _setting.Exchange.Get<ITenantStore>().FindAsync(default, default).ReturnsForAnyArgs(call =>
        Tenant.Create(call.Arg<TenantId>(), "A tenant", [], null, DateTimeOffset.UnixEpoch) with { SuspendedAt = _isSuspended ? DateTimeOffset.UnixEpoch : null });

    [Fact]
    public async Task S9_A_suspension_after_the_grants_were_read_is_seen_before_the_commit()
    {
        _setting.Exchange.Grants.HoldByAccountAsync(default, default!, default).ReturnsForAnyArgs(_ =>
        {
            _isSuspended = true;
            return new AccountGrants(Own: null, Elsewhere: [], Erasures: []);
        });

        (await _setting.LoadAsync(_setting.Open())).Failure.Should().Be(GrantFailures.SuspendedMeanwhile);

        await _setting.Exchange.Grants.DidNotReceiveWithAnyArgs().TryCommitAsync(default!, default);
    }

    [Fact]
    public async Task S9_A_suspension_is_seen_before_each_attempt_to_commit()
    {
        _setting.Exchange.Grants.TryCommitAsync(default!, default).ReturnsForAnyArgs(_ => !(_isSuspended = true));

        (await _setting.LoadAsync(_setting.Open())).Failure.Should().Be(GrantFailures.SuspendedMeanwhile);

        await _setting.Exchange.Grants.ReceivedWithAnyArgs(1).TryCommitAsync(default!, default);
    }

    [Fact]
    public async Task S9_The_recorded_outcome_of_a_suspension_goes_to_no_return_url_and_has_no_url()
    {
        var authorization = _setting.Open(opened => opened with
        {
            ConsumedAt = opened.CreatedAt,
            CodeReceived = true,
            Outcome = new AuthorizationOutcome(GrantId: null, GrantFailures.SuspendedMeanwhile.Code)
            {
                Kind = GrantFailures.SuspendedMeanwhile.Kind,
                Detail = GrantFailures.SuspendedMeanwhile.Detail,
                Reason = GrantFailures.SuspendedMeanwhile.Reason,
            },
        });

        (await _setting.LoadAsync(authorization)).Failure.Should().BeEquivalentTo(GrantFailures.SuspendedMeanwhile);
    }

    public void Dispose() => _setting.Dispose();
}
