using GmailPlatform.Application.Grants;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants.Exchanges;

/// <summary>The outcome of an authorization is committed with its grant: a node that ends in between leaves no grant of which the callback does not know.</summary>
public sealed class OutcomeRecordTests : IDisposable
{
    private readonly CallbackSetting _setting = new();
    private readonly List<GrantChange> _changes = [];

    [Fact]
    public async Task O11_The_outcome_is_part_of_the_commit_of_the_grant_and_is_not_recorded_once_more()
    {
        var authorization = _setting.Open();
        _setting.Exchange.Grants.TryCommitAsync(default!, default).ReturnsForAnyArgs(call => Commit(call.Arg<GrantChange>()));

        await ConnectAsync(authorization);

        _changes.Should().ContainSingle();
        var stored = _setting.Authorizations.Get(authorization.Authorization.Id);
        stored.Authorization.Outcome.Should().BeEquivalentTo(new { GrantId = _changes[0].After.Id });
        stored.Revision.Should().Be(authorization.Revision + 2, "it was consumed, and written with the grant");
    }

    [Fact]
    public async Task O11_An_authorization_that_moved_on_does_not_stand_in_the_way_of_its_grant()
    {
        var authorization = _setting.Open();
        _setting.Exchange.Grants.TryCommitAsync(default!, default).ReturnsForAnyArgs(call =>
        {
            _changes.Add(call.Arg<GrantChange>());
            return call.Arg<GrantChange>().Answered is null;
        });

        await ConnectAsync(authorization);

        _changes.Select(change => change.Answered is null).Should().Equal(false, true);
        _setting.Authorizations.Get(authorization.Authorization.Id).Authorization.Outcome!.GrantId.Should().Be(_changes[1].After.Id);
    }

    public void Dispose() => _setting.Dispose();

    private bool Commit(GrantChange change)
    {
        _changes.Add(change);
        return change.Answered is null || _setting.Authorizations.Commit(change.Answered);
    }

    private async Task ConnectAsync(StoredAuthorization authorization)
    {
        (await _setting.LoadAsync(authorization)).Succeeded(out var completed, out var failure).Should().BeTrue("{0}", failure);
        completed!.Grant.Should().NotBeNull("{0}", completed.Failure);
        await _setting.Exchange.Exchanges.DrainAsync(CancellationToken.None);
    }
}
