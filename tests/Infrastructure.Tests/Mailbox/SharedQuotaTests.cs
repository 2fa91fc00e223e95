using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Mailbox;
using GmailPlatform.Infrastructure.Tests.Support;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Mailbox;

/// <summary>Budgets of Gmail's quota, as several nodes see them.</summary>
public sealed class SharedQuotaTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 2, 9, 0, 20, TimeSpan.Zero));
    private readonly TenantId _tenant = new(Guid.NewGuid());
    private readonly Guid _grant = Guid.NewGuid();
    private readonly Project _project = new();

    [Fact]
    public async Task Two_nodes_together_hand_out_what_a_user_has_and_no_unit_more()
    {
        var nodes = new[] { Node(userUnits: 200), Node(userUnits: 200) };

        var taken = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => TakeAsync(nodes[i % 2], units: 5)));

        taken.Count(state => state.RetryAfter is null).Should().Be(40);
        taken.Where(state => state.RetryAfter is not null).Should().OnlyContain(state => state.RetryAfter == TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task O7_A_burst_of_first_calls_at_one_node_leaves_units_to_the_others()
    {
        var (first, busy, other) = (Node(), Node(), Node());
        await TakeAsync(first, 100);
        await using var connection = await fixture.Platform.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var locked = new NpgsqlCommand("select 1 from gmailplatform.quota_budget where key = 'project:' || $1 for update", connection) { Parameters = { new() { Value = _project.Number } } };
        (await locked.ExecuteScalarAsync()).Should().Be(1);

        // None of them has an answer before the last one has asked.
        var taking = Enumerable.Range(0, 100).Select(_ => TakeAsync(busy, 100, grant: Guid.NewGuid())).ToList();
        await transaction.RollbackAsync();

        (await Task.WhenAll(taking)).Should().OnlyContain(state => state.RetryAfter == null);
        (await TakeAsync(other, 100)).Exhausted.Should().BeNull("a hundredth of the units is used");
    }

    [Fact]
    public async Task Users_have_budgets_of_their_own_and_share_their_projects()
    {
        var node = Node(userUnits: 100, projectUnits: 150);

        (await TakeAsync(node, 100)).RetryAfter.Should().BeNull();
        (await TakeAsync(node, 50, grant: Guid.NewGuid())).RetryAfter.Should().BeNull();
        (await TakeAsync(node, 1, grant: Guid.NewGuid())).RetryAfter.Should().NotBeNull();
    }

    [Fact]
    public async Task What_the_project_does_not_have_is_not_taken_from_the_user()
    {
        var node = Node(userUnits: 100, projectUnits: 50);
        await TakeAsync(node, 50, grant: Guid.NewGuid());

        (await TakeAsync(node, 10)).Should().Be(new QuotaState(0, TimeSpan.FromSeconds(40), QuotaScope.Project), "what remains is what the next call would get (G5)");
        (await TakeAsync(node, 0)).Remaining.Should().Be(100, "nothing was taken from the user");
    }

    [Fact]
    public async Task The_same_grant_id_of_another_tenant_is_another_user()
    {
        var node = Node(userUnits: 100);
        await TakeAsync(node, 100);

        (await node.TakeAsync(new TenantId(Guid.NewGuid()), _grant, 100, QuotaLane.Interactive, CancellationToken.None)).RetryAfter.Should().BeNull();
    }

    [Fact]
    public async Task Bulk_work_leaves_a_fifth_to_those_who_wait()
    {
        var (bulk, interactive) = (Node(userUnits: 1000), Node(userUnits: 1000));
        var taken = 0;
        while ((await TakeAsync(bulk, 10, QuotaLane.Bulk)).RetryAfter is null)
        {
            taken += 10;
        }

        taken.Should().Be(800);
        (await TakeAsync(interactive, 200)).RetryAfter.Should().BeNull();
        (await TakeAsync(interactive, 1)).RetryAfter.Should().NotBeNull();
    }

    [Fact]
    public async Task The_next_minute_brings_new_units()
    {
        var node = Node(userUnits: 100);
        await TakeAsync(node, 100);
        (await TakeAsync(node, 1)).RetryAfter.Should().Be(TimeSpan.FromSeconds(40));

        _clock.Advance(TimeSpan.FromSeconds(40));

        (await TakeAsync(node, 100)).Should().Be(QuotaState.Taken(0));
    }

    [Fact]
    public async Task What_is_left_is_told()
    {
        var (node, other) = (Node(userUnits: 1000), Node(userUnits: 1000));

        (await TakeAsync(node, 5)).Remaining.Should().Be(995);
        (await TakeAsync(node, 5)).Remaining.Should().Be(990);
        (await TakeAsync(other, 100)).Remaining.Should().BeInRange(880, 890, "one node does not know how much of its block another has handed out");
    }

    [Fact]
    public async Task Without_a_bound_nothing_is_counted()
    {
        var node = Node(userUnits: 0, projectUnits: 0);

        (await TakeAsync(node, 1_000_000)).RetryAfter.Should().BeNull();
        (await RowsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_call_that_is_dearer_than_the_bound_has_a_minute_to_itself()
    {
        var node = Node(userUnits: 50);

        (await TakeAsync(node, 100)).RetryAfter.Should().BeNull();
        (await TakeAsync(node, 1)).RetryAfter.Should().NotBeNull();
    }

    [Fact]
    public async Task Costs_are_Googles_unless_they_are_configured()
    {
        var node = Node(costs: new() { ["messages.get"] = 5 });

        node.CostOf("messages.get").Should().Be(5);
        node.CostOf("threads.get").Should().Be(40);
        node.CostOf("no.such.method").Should().Be(QuotaCosts.Other);
        (await TakeAsync(node, 0)).RetryAfter.Should().BeNull();
    }

    [Fact]
    public async Task The_purge_deletes_minutes_that_are_over_and_nothing_else()
    {
        var node = Node();
        await TakeAsync(node, 1);
        await node.PurgeAsync(CancellationToken.None);
        (await RowsAsync()).Should().Be(1);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await node.PurgeAsync(CancellationToken.None);

        (await RowsAsync()).Should().Be(0);
    }

    [Fact]
    public async Task S10_tenants_of_two_nodes_get_their_shares_of_one_project_and_no_unit_more()
    {
        var nodes = new[] { Node(projectUnits: 1000, tenantShare: 0.1), Node(projectUnits: 1000, tenantShare: 0.1) };
        var tenants = Enumerable.Range(0, 4).Select(_ => new TenantId(Guid.NewGuid())).ToArray();

        var taken = await Task.WhenAll(Enumerable.Range(0, 160).Select(async i =>
            (Tenant: i % 4, State: await nodes[i / 4 % 2].TakeAsync(tenants[i % 4], Guid.NewGuid(), 5, QuotaLane.Interactive, CancellationToken.None))));

        taken.Where(one => one.State.RetryAfter is null).GroupBy(one => one.Tenant).Select(group => group.Count()).Should().Equal(20, 20, 20, 20);
        taken.Where(one => one.State.RetryAfter is not null).Select(one => one.State.Exhausted).Should().HaveCount(80).And.OnlyContain(scope => scope == QuotaScope.Tenant);
    }

    [Fact]
    public async Task S10_a_refusal_names_the_first_budget_that_is_exhausted_and_takes_from_none()
    {
        var node = Node(userUnits: 100, projectUnits: 200, tenantShare: 0.75);

        (await TakeAsync(node, 100)).Exhausted.Should().BeNull();
        (await TakeAsync(node, 10)).Exhausted.Should().Be(QuotaScope.Mailbox);
        (await TakeAsync(node, 51, grant: Guid.NewGuid())).Exhausted.Should().Be(QuotaScope.Tenant);
        (await TakeAsync(node, 50, grant: Guid.NewGuid())).Exhausted.Should().BeNull();
        (await OfAnotherTenantAsync(node, 51)).Exhausted.Should().Be(QuotaScope.Project);
        (await OfAnotherTenantAsync(node, 50)).Exhausted.Should().BeNull();
    }

    [Fact]
    public async Task S10_bulk_work_leaves_a_fifth_of_the_share_to_those_who_wait()
    {
        var node = Node(projectUnits: 1000, tenantShare: 0.5);

        (await TakeAsync(node, 400, QuotaLane.Bulk)).Exhausted.Should().BeNull();
        (await TakeAsync(node, 10, QuotaLane.Bulk)).Exhausted.Should().Be(QuotaScope.Tenant);
        (await TakeAsync(node, 100)).Exhausted.Should().BeNull();
    }

    private static Task<QuotaState> OfAnotherTenantAsync(SharedQuota node, int units) =>
        node.TakeAsync(new TenantId(Guid.NewGuid()), Guid.NewGuid(), units, QuotaLane.Interactive, CancellationToken.None);

    private Task<QuotaState> TakeAsync(SharedQuota node, int units, QuotaLane lane = QuotaLane.Interactive, Guid? grant = null) =>
        node.TakeAsync(_tenant, grant ?? _grant, units, lane, CancellationToken.None);

    private SharedQuota Node(int userUnits = 1000, int projectUnits = 1_000_000, double tenantShare = 1, Dictionary<string, int>? costs = null) => new(
        fixture.Platform.Get<NpgsqlDataSource>(),
        _project,
        Options.Create(new GoogleOptions { Quota = new QuotaOptions { UserUnitsPerMinute = userUnits, ProjectUnitsPerMinute = projectUnits, TenantShare = tenantShare, Costs = costs ?? [] } }),
        _clock);

    private async Task<long> RowsAsync()
    {
        await using var command = fixture.Platform.Get<NpgsqlDataSource>().CreateCommand("select count(*) from gmailplatform.quota_budget where key like $1");
        command.Parameters.Add(new NpgsqlParameter { Value = $"user:{_tenant}:%" });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>One for each test.</summary>
    private sealed class Project : IGoogleProjects
    {
        public string Number { get; } = Guid.NewGuid().ToString();

        public Task<string> OfTenantAsync(TenantId tenant, CancellationToken ct) => Task.FromResult(Number);
    }
}
