using System.Collections;
using System.Reflection;
using System.Text;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>Tokens that wait are sealed, and a node that stops waits for them.</summary>
public sealed class WaitingTokensTests : IDisposable
{
    private static readonly TenantId ATenant = TenantId.New(DateTimeOffset.UnixEpoch);

    private readonly ExchangeSetting _setting = new();

    [Fact]
    public async Task O2_No_state_that_waits_holds_a_readable_token_and_the_commit_gets_them_all()
    {
        var states = new List<ExchangeState>();
        var (identified, stored) = (0, 0);
        _setting.Identities.IdentifyAsync(default!, default!, default, default).ReturnsForAnyArgs(_ => ++identified == 1
            ? Domain.Grants.GrantFailures.GoogleUnavailable
            : new Identity(new Domain.Grants.GoogleAccount("1", "ada@example.com", "Ada"), Domain.Grants.IdentitySource.IdToken, HostedDomain: null));
        _setting.Grants.TryCommitAsync(default!, default).ReturnsForAnyArgs(_ => ++stored == 1 ? throw new TimeoutException() : true);
        using var scope = _setting.Get<IServiceScopeFactory>().CreateScope();

        await scope.ServiceProvider.GetRequiredService<CodeExchange>().RunAsync(ExchangeSetting.Flow(ATenant, code: 1), states.Add);

        states.Select(state => state.GetType().Name).Should().Equal("Exchanging", "Identifying", "Identifying", "Storing", "Storing", "Connected");
        var reachable = states.SelectMany(ReachableFrom).ToList();
        reachable.OfType<SealedTokens>().Should().NotBeEmpty("the walk finds them");
        reachable.Should().NotContain(each => each is Secret || each is TokenSet || each is GrantKey);
        var texts = reachable.OfType<string>().Concat(reachable.OfType<byte[]>().Select(Encoding.UTF8.GetString)).ToList();
        texts.Should().NotContain(text => text.Contains("access-token") || text.Contains("refresh-token") || text.Contains("id.token"));
        await _setting.Identities.Received(2).IdentifyAsync(Arg.Any<Application.Tenancy.GoogleClient>(), ExchangeSetting.Tokens, Arg.Any<Secret?>(), Arg.Any<CancellationToken>());
        await _setting.Grants.Received(2).TryCommitAsync(
            Arg.Is<GrantChange>(change => change.Tokens!.RefreshToken.Reveal() == "1//a-refresh-token" && change.Tokens.AccessToken!.Reveal() == "ya29.an-access-token"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public void O2_Sealed_tokens_open_without_the_key_ring()
    {
        SealedTokens.Seal(ExchangeSetting.Tokens).Open().Should().Be(ExchangeSetting.Tokens);
    }

    [Fact]
    public async Task O2_A_node_that_stops_waits_until_pending_tokens_are_stored()
    {
        var (asked, committed) = (new TaskCompletionSource(), new TaskCompletionSource<bool>());
        _setting.Grants.TryCommitAsync(default!, default).ReturnsForAnyArgs(_ =>
        {
            asked.TrySetResult();
            return committed.Task;
        });
        var exchange = _setting.ExchangeAsync(ATenant, code: 1);
        await asked.Task;

        var drain = _setting.Exchanges.DrainAsync(CancellationToken.None);
        drain.IsCompleted.Should().BeFalse();
        committed.SetResult(true);

        await drain;
        (await exchange).Failure.Should().BeNull();
    }

    [Fact]
    public async Task O2_A_node_that_may_wait_no_longer_hears_that_tokens_are_still_pending()
    {
        var committed = new TaskCompletionSource<bool>();
        _setting.Grants.TryCommitAsync(default!, default).ReturnsForAnyArgs(committed.Task);
        var exchange = _setting.ExchangeAsync(ATenant, code: 1);
        using var timeUp = new CancellationTokenSource();
        var drain = _setting.Exchanges.DrainAsync(timeUp.Token);

        await timeUp.CancelAsync();

        await drain.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        committed.SetResult(true);
        await exchange;
    }

    public void Dispose() => _setting.Dispose();

    /// <summary>Every object that is reachable by fields.</summary>
    private static IReadOnlyCollection<object> ReachableFrom(object root)
    {
        var (found, waiting) = (new HashSet<object>(ReferenceEqualityComparer.Instance), new Stack<object>([root]));
        while (waiting.TryPop(out var next))
        {
            if (next.GetType().IsPrimitive || next is Type or Enum || !found.Add(next))
            {
                continue;
            }

            foreach (var child in next is (string or byte[]) ? [] : ChildrenOf(next))
            {
                waiting.Push(child);
            }
        }

        return found;
    }

    private static IEnumerable<object> ChildrenOf(object parent)
    {
        var children = new List<object?>(parent is IEnumerable many ? many.Cast<object?>() : []);
        for (var type = parent.GetType(); type is not null; type = type.BaseType)
        {
            children.AddRange(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Select(field => field.GetValue(parent)));
        }

        return children.OfType<object>();
    }
}
