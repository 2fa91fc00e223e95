using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Grants;

public sealed class UseHistoryTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private static readonly Actor Key = Actor.ApiKey("0123456789abcdef");

    private readonly Platform _platform = fixture.Platform;
    private readonly IGrantStore _grants = fixture.Platform.Get<IGrantStore>();
    private readonly IUseHistory _history = fixture.Platform.Get<IUseHistory>();

    [Fact]
    public async Task Use_of_many_grants_is_written_together_and_moves_no_generation()
    {
        var tenant = Support.Grants.ATenant();
        var (first, second) = (await _grants.ConnectAsync(tenant), await _grants.ConnectAsync(tenant));
        var later = Support.Grants.Now.AddMinutes(5);

        (await _history.TryAppendAsync(tenant, [Use(first, later), Use(first, later) with { By = Actor.ApiKey("f") }, Use(second, later), Use(Guid.NewGuid(), later)], CancellationToken.None))
            .Should().BeTrue();

        (await EventsAsync(first)).Should().Equal("grant_connected", "code_exchanged", "credentials_stored", "credentials_used", "credentials_used");
        (await EventsAsync(second)).Should().EndWith("credentials_used");
        (await _grants.HoldAsync(tenant, first)).Grant.Should().BeEquivalentTo(new { Generation = 1, Version = 5, LastUsedAt = later, UpdatedAt = Support.Grants.Now });

        GrantUse Use(Guid grant, DateTimeOffset at) => new(tenant, grant, Key, Count: 3, at.AddMinutes(-1), at.AddSeconds(-30), at);
    }

    [Fact]
    public async Task A_commit_that_met_a_written_use_is_refused_once_and_then_goes_through()
    {
        var tenant = Support.Grants.ATenant();
        var grant = await _grants.ConnectAsync(tenant);
        var asked = await _grants.HoldAsync(tenant, grant);
        await _history.TryAppendAsync(tenant, [new GrantUse(tenant, grant, Key, 1, Support.Grants.Now, Support.Grants.Now, Support.Grants.Now)], CancellationToken.None);

        (await _grants.TryCommitAsync(asked.Refreshed(tenant), CancellationToken.None)).Should().BeFalse();
        (await _grants.TryCommitAsync((await _grants.HoldAsync(tenant, grant)).Refreshed(tenant), CancellationToken.None)).Should().BeTrue();

        (await _grants.HoldAsync(tenant, grant)).Grant.Generation.Should().Be(2);
    }

    private Task<IReadOnlyList<string>> EventsAsync(Guid grant) =>
        _platform.SqlAsync($"select type from gmailplatform.mt_events where stream_id = '{grant}' order by version");
}
