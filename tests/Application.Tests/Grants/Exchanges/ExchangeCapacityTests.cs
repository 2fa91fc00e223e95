using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>A node takes as many codes as it may hold tokens for, and no tenant more than a quarter of them.</summary>
public sealed class ExchangeCapacityTests : IDisposable
{
    private readonly ExchangeSetting _setting = new(capacity: 8);
    private readonly TaskCompletionSource<Result<TokenSet>> _google = new();

    public ExchangeCapacityTests() => _setting.Endpoint.ExchangeAsync(default!, default!, default!, default, default).ReturnsForAnyArgs(_ => _google.Task);

    [Fact]
    public async Task O2_A_tenant_gets_a_quarter_of_the_node_and_others_are_served()
    {
        var (greedy, other) = (TenantId.New(DateTimeOffset.UnixEpoch), TenantId.New(DateTimeOffset.UnixEpoch));
        var running = Start(greedy, codes: 2);

        var third = await _setting.ExchangeAsync(greedy, code: 3);
        running.AddRange(Start(other, codes: 1));

        third.Failure.Should().Be(GrantFailures.TooManyExchangesOfTenant);
        _setting.Exchanges.TryReserve(greedy).Failure.Should().Be(GrantFailures.TooManyExchangesOfTenant);
        _setting.Exchanges.TryReserve(other).Failure.Should().BeNull();
        await EndAsync(running);
    }

    [Fact]
    public async Task O2_A_full_node_refuses_every_tenant()
    {
        var running = Enumerable.Range(0, 4).SelectMany(_ => Start(TenantId.New(DateTimeOffset.UnixEpoch), codes: 2)).ToList();

        var refused = await _setting.ExchangeAsync(TenantId.New(DateTimeOffset.UnixEpoch), code: 1);

        refused.Failure.Should().Be(GrantFailures.TooManyExchanges);
        await EndAsync(running);
    }

    [Fact]
    public async Task O2_A_refused_code_is_not_sent_to_Google_and_has_no_outcome()
    {
        var tenant = TenantId.New(DateTimeOffset.UnixEpoch);
        var running = Start(tenant, codes: 2);
        var recorded = new List<Failure?>();

        await _setting.ExchangeAsync(tenant, code: 3, result =>
        {
            recorded.Add(result.Failure);
            return Task.CompletedTask;
        });

        recorded.Should().BeEmpty();
        await EndAsync(running);
        await _setting.Endpoint.DidNotReceive().ExchangeAsync(
            Arg.Any<GoogleClient>(), Arg.Is<Secret>(code => code.Reveal() == "4/code-3"), Arg.Any<string>(), Arg.Any<Secret?>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task O2_A_code_that_is_sent_again_joins_its_exchange_in_a_full_node()
    {
        var tenant = TenantId.New(DateTimeOffset.UnixEpoch);
        var running = Start(tenant, codes: 2);

        running.Add(_setting.ExchangeAsync(tenant, code: 1));

        await EndAsync(running);
    }

    [Fact]
    public async Task O1_A_code_that_is_sent_again_after_it_became_a_grant_is_answered_the_same_and_not_sent_to_Google_twice()
    {
        var tenant = TenantId.New(DateTimeOffset.UnixEpoch);
        var running = Start(tenant, codes: 1);
        await EndAsync(running);

        var again = await _setting.ExchangeAsync(tenant, code: 1);
        var elsewhere = await _setting.ExchangeAsync(TenantId.New(DateTimeOffset.UnixEpoch), code: 1);

        GrantOf(again).Should().BeSameAs(GrantOf(await running[0]));
        GrantOf(elsewhere).Should().NotBeSameAs(GrantOf(again));
        await _setting.Endpoint.ReceivedWithAnyArgs(2).ExchangeAsync(default!, default!, default!, default, default);
    }

    [Fact]
    public async Task O2_Places_are_free_again_after_success_failure_and_refusal()
    {
        var tenant = TenantId.New(DateTimeOffset.UnixEpoch);
        var running = Start(tenant, codes: 2);
        await _setting.ExchangeAsync(tenant, code: 3);
        await EndAsync(running);
        _setting.Endpoint.ExchangeAsync(default!, default!, default!, default, default).ReturnsForAnyArgs(GrantFailures.CodeExchangeFailed);
        for (var code = 4; code < 10; code++)
        {
            (await _setting.ExchangeAsync(tenant, code)).Failure!.Code.Should().Be("code_exchange_failed");
            await _setting.Exchanges.DrainAsync(CancellationToken.None);
        }

        _setting.Exchanges.TryReserve(tenant).Failure.Should().BeNull();
    }

    public void Dispose() => _setting.Dispose();

    private List<Task<Result<ConnectedGrant>>> Start(TenantId tenant, int codes) => [.. Enumerable.Range(1, codes).Select(code => _setting.ExchangeAsync(tenant, code))];

    private static ConnectedGrant? GrantOf(Result<ConnectedGrant> result) => result.Succeeded(out var grant, out _) ? grant : null;

    private async Task EndAsync(IReadOnlyList<Task<Result<ConnectedGrant>>> running)
    {
        _google.SetResult(ExchangeSetting.Tokens);
        (await Task.WhenAll(running)).Should().OnlyContain(result => result.Failure == null);
        await _setting.Exchanges.DrainAsync(CancellationToken.None);
    }
}
