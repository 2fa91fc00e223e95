using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>A callback uses up its state only with a place for its exchange.</summary>
public sealed class CallbackCapacityTests : IDisposable
{
    private readonly CallbackSetting _setting = new(capacity: 4);

    [Fact]
    public async Task O2_Of_callbacks_that_meet_at_the_last_place_one_goes_on_and_the_others_keep_their_states()
    {
        var opened = Enumerable.Range(0, 4).Select(_ => _setting.Open()).ToList();
        var (saves, google) = (new TaskCompletionSource(), new TaskCompletionSource<Result<TokenSet>>());
        _setting.Exchange.Endpoint.ExchangeAsync(default!, default!, default!, default, default).ReturnsForAnyArgs(_ => google.Task);
        _setting.Authorizations.Save = async (authorization, _) =>
        {
            await saves.Task;
            return _setting.Authorizations.Commit(authorization);
        };

        var loads = opened.Select(authorization => _setting.LoadAsync(authorization)).ToList();
        saves.SetResult();
        var refused = await Task.WhenAll(loads.Skip(1));
        google.SetResult(ExchangeSetting.Tokens);

        refused.Should().AllSatisfy(load => load.Failure.Should().Be(GrantFailures.TooManyExchangesOfTenant));
        opened.Skip(1).Should().AllSatisfy(each => _setting.Authorizations.Get(each.Authorization.Id).Authorization.ConsumedAt.Should().BeNull());
        await ConnectsAsync(loads[0]);
        foreach (var authorization in opened.Skip(1))
        {
            await _setting.Exchange.Exchanges.DrainAsync(CancellationToken.None);
            await ConnectsAsync(_setting.LoadAsync(authorization));
        }
    }

    [Fact]
    public async Task O2_A_use_that_fails_gives_its_place_back()
    {
        _setting.Authorizations.Save = (_, _) => throw new InvalidOperationException("a bug");
        await _setting.Invoking(each => each.LoadAsync(each.Open())).Should().ThrowAsync<InvalidOperationException>();
        _setting.Authorizations.Save = null;

        await ConnectsAsync(_setting.LoadAsync(_setting.Open()));
    }

    [Fact]
    public async Task O2_A_full_node_does_not_refuse_who_brings_no_code()
    {
        var google = new TaskCompletionSource<Result<TokenSet>>();
        _setting.Exchange.Endpoint.ExchangeAsync(default!, default!, default!, default, default).ReturnsForAnyArgs(_ => google.Task);
        var running = _setting.LoadAsync(_setting.Open());

        var refused = await _setting.LoadAsync(_setting.Open(), issuer: "https://another.example");

        refused.Succeeded(out var completed, out _).Should().BeTrue();
        completed!.Failure!.Reason.Should().Be("issuerMismatch");
        google.SetResult(ExchangeSetting.Tokens);
        await ConnectsAsync(running);
    }

    public void Dispose() => _setting.Dispose();

    private static async Task ConnectsAsync(Task<Result<CompletedAuthorization>> load)
    {
        (await load).Succeeded(out var completed, out var failure).Should().BeTrue("{0}", failure);
        completed!.Grant.Should().NotBeNull("{0}", completed.Failure);
    }
}
