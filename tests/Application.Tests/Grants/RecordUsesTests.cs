using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace GmailPlatform.Application.Tests.Grants;

public sealed class RecordUsesTests
{
    private readonly FakeTimeProvider _clock = new(ValidatedRequests.Now);
    private readonly CredentialUses _uses = new();
    private readonly IUseHistory _history = Substitute.For<IUseHistory>();

    [Fact]
    public async Task Grants_of_a_tenant_are_written_together()
    {
        _history.TryAppendAsync(default, null!, default).ReturnsForAnyArgs(true);
        UseGrants(150);

        await RecordAsync();

        _history.ReceivedCalls().Select(call => ((IReadOnlyList<GrantUse>)call.GetArguments()[1]!).Count).Should().BeEquivalentTo([100, 50]);
        Left().Should().BeEmpty();
    }

    [Fact]
    public async Task A_grant_that_moves_on_keeps_no_other_from_being_written()
    {
        var busy = UseGrants(3)[1];
        _history.TryAppendAsync(Arg.Any<TenantId>(), Arg.Is<IReadOnlyList<GrantUse>>(uses => uses.All(use => use.GrantId != busy)), Arg.Any<CancellationToken>()).Returns(true);

        await RecordAsync();

        Left().Should().ContainSingle().Which.GrantId.Should().Be(busy);
    }

    [Fact]
    public async Task While_the_database_is_away_nothing_is_lost()
    {
        UseGrants(250);
        _history.TryAppendAsync(default, null!, default).ReturnsForAnyArgs<Task<bool>>(_ => throw new TimeoutException());

        await FluentActions.Awaiting(RecordAsync).Should().ThrowAsync<TimeoutException>();

        Left().Should().HaveCount(250);
    }

    private List<Guid> UseGrants(int count)
    {
        var grants = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).Order().ToList();
        grants.ForEach(grant => _uses.Count(Callers.Any, grant, _clock.GetUtcNow()));
        return grants;
    }

    private Task RecordAsync() => new RecordUsesHandler(_uses, _history, _clock).Handle(new RecordUses(OpenWindowsToo: true), CancellationToken.None);

    private IReadOnlyList<GrantUse> Left() => _uses.TakeOver(DateTimeOffset.MaxValue);
}
