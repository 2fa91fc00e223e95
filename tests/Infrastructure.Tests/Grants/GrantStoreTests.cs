using System.Security.Cryptography;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Tests.Support;

namespace GmailPlatform.Infrastructure.Tests.Grants;

public sealed class GrantStoreTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private readonly Platform _platform = fixture.Platform;
    private readonly IGrantStore _store = fixture.Platform.Get<IGrantStore>();

    [Fact]
    public async Task Of_two_commits_from_the_same_state_the_second_is_refused_and_writes_nothing()
    {
        var tenant = Support.Grants.ATenant();
        var grant = await _store.ConnectAsync(tenant);
        var (first, second) = (await _store.HoldAsync(tenant, grant), await _store.HoldAsync(tenant, grant));
        var late = second.Refreshed(tenant) with { Tokens = Support.Grants.Tokens(99), Account = new GoogleAccount("other", "other@example.com", "Other") };

        (await _store.TryCommitAsync(first.Refreshed(tenant), CancellationToken.None)).Should().BeTrue();
        (await _store.TryCommitAsync(late, CancellationToken.None)).Should().BeFalse();

        var held = await _store.HoldAsync(tenant, grant);
        held.Tokens!.AccessToken!.Reveal().Should().Be("ya29.access-2");
        held.Account!.Email.Should().Be("person@example.com");
        (await EventsAsync(grant)).Should().Equal("grant_connected", "code_exchanged", "credentials_stored", "access_token_refreshed");
    }

    [Fact]
    public async Task Of_many_commits_at_once_one_wins()
    {
        var tenant = Support.Grants.ATenant();
        var grant = await _store.ConnectAsync(tenant);
        var held = await _store.HoldAsync(tenant, grant);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.TryCommitAsync(held.Refreshed(tenant), CancellationToken.None)));

        outcomes.Should().ContainSingle(won => won);
        (await _store.HoldAsync(tenant, grant)).Grant.Generation.Should().Be(2);
    }

    [Fact]
    public async Task A_commit_that_cannot_write_one_part_writes_no_other()
    {
        var tenant = Support.Grants.ATenant();
        (await _store.TryCommitAsync(Support.Grants.Connection(tenant, subject: "one-person"), CancellationToken.None)).Should().BeTrue();
        var second = Support.Grants.Connection(tenant, subject: "one-person");

        (await _store.TryCommitAsync(second, CancellationToken.None)).Should().BeFalse("the account is taken");

        (await EventsAsync(second.After.Id)).Should().BeEmpty();
        (await _store.HoldAsync(tenant, second.After.Id, CancellationToken.None)).Should().BeNull();
        (await _platform.SqlAsync($"select 1 from gmailplatform.mt_doc_sealed_credential where id = '{second.After.Id}'")).Should().BeEmpty();
        (await _platform.SqlAsync($"select 1 from gmailplatform.mt_streams where id = '{second.After.Id}'")).Should().BeEmpty();
    }

    [Fact]
    public async Task Reading_costs_the_same_after_three_events_and_after_three_hundred()
    {
        var tenant = Support.Grants.ATenant();
        var grant = await _store.ConnectAsync(tenant);
        var after3 = await ReadsAsync();
        for (var refresh = 0; refresh < 297; refresh++)
        {
            (await _store.TryCommitAsync((await _store.HoldAsync(tenant, grant)).Refreshed(tenant), CancellationToken.None)).Should().BeTrue();
        }

        var after300 = await ReadsAsync();

        (await EventsAsync(grant)).Should().HaveCount(300);
        after3.Should().NotBeEmpty();
        after300.Should().Equal(after3).And.NotContain(statement => statement.Contains("mt_events", StringComparison.Ordinal));

        // Whether the sealing keys are looked at once more is a matter of time.
        async Task<List<string>> ReadsAsync() =>
            [.. (await Statements.OfAsync(() => _store.HoldAsync(tenant, grant))).Where(statement => !statement.Contains("key_ring", StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Another_tenants_grant_is_not_there()
    {
        var (tenant, other) = (Support.Grants.ATenant(), Support.Grants.ATenant());
        var change = Support.Grants.Connection(tenant, "isolated@example.com", "isolated");
        await _store.TryCommitAsync(change, CancellationToken.None);
        var held = await _store.HoldAsync(tenant, change.After.Id);

        (await _store.FindAsync(other, change.After.Id, CancellationToken.None)).Should().BeNull();
        (await _store.HoldAsync(other, change.After.Id, CancellationToken.None)).Should().BeNull();
        (await _store.HoldByAccountAsync(other, "isolated", CancellationToken.None)).Own.Should().BeNull();
        (await _store.ListAsync(other, null, "isolated@example.com", new(10, null), CancellationToken.None)).Items.Should().BeEmpty();
        (await _store.TryCommitAsync(held.Refreshed(other), CancellationToken.None)).Should().BeFalse();
        (await _store.HoldAsync(tenant, change.After.Id)).Grant.Generation.Should().Be(1);
    }

    [Fact]
    public async Task One_person_can_be_connected_to_two_tenants()
    {
        var (tenant, other) = (Support.Grants.ATenant(), Support.Grants.ATenant());

        (await _store.TryCommitAsync(Support.Grants.Connection(tenant, subject: "shared"), CancellationToken.None)).Should().BeTrue();
        (await _store.TryCommitAsync(Support.Grants.Connection(other, subject: "shared"), CancellationToken.None)).Should().BeTrue();
    }

    [Fact]
    public async Task The_server_itself_finds_whose_a_grant_is_and_all_grants_of_one_person()
    {
        var (tenant, other, subject) = (Support.Grants.ATenant(), Support.Grants.ATenant(), Guid.NewGuid().ToString("N"));
        var (one, two) = (Support.Grants.Connection(tenant, subject: subject), Support.Grants.Connection(other, subject: subject));
        await _store.TryCommitAsync(one, CancellationToken.None);
        await _store.TryCommitAsync(two, CancellationToken.None);

        (await _store.ListByAccountAsync(subject, CancellationToken.None)).Should().BeEquivalentTo([(tenant, one.After.Id), (other, two.After.Id)]);
        (await _store.FindTenantAsync(two.After.Id, CancellationToken.None)).Should().Be(other);
        (await _store.FindTenantAsync(Guid.NewGuid(), CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task Accounts_that_are_asked_for_at_once_are_each_answered_with_their_own_grants()
    {
        var (tenant, other) = (Support.Grants.ATenant(), Support.Grants.ATenant());
        var subjects = Enumerable.Range(0, 40).Select(_ => Guid.NewGuid().ToString("N")).ToList();
        var own = subjects.ToDictionary(subject => subject, subject => Support.Grants.Connection(tenant, subject: subject));
        var elsewhere = subjects.ToDictionary(subject => subject, subject => Support.Grants.Connection(other, subject: subject));
        await Task.WhenAll(own.Values.Concat(elsewhere.Values).Select(change => _store.TryCommitAsync(change, CancellationToken.None)));

        var found = await Task.WhenAll(subjects.Select(subject => _store.HoldByAccountAsync(tenant, subject, CancellationToken.None)));

        found.Select(account => account.Own!.Grant.Id).Should().Equal(subjects.Select(subject => own[subject].After.Id));
        found.Select(account => account.Own!.Subject).Should().Equal(subjects);
        found.Select(account => account.Elsewhere.Should().ContainSingle().Subject).Should().Equal(subjects.Select(subject => (other, elsewhere[subject].After.Id)));
    }

    [Theory]
    [InlineData("nul\0")]
    [InlineData("half a pair \ud83d")]
    [InlineData("")]
    public async Task A_text_that_is_no_subject_names_nobody_and_fails_nobody_else(string text)
    {
        var tenant = Support.Grants.ATenant();
        var connection = Support.Grants.Connection(tenant);
        await _store.TryCommitAsync(connection, CancellationToken.None);

        var found = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _store.HoldByAccountAsync(tenant, i % 2 == 0 ? text : connection.Account!.Subject, CancellationToken.None)));

        found.Select(account => account.Own?.Grant.Id).Should().Equal(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? (Guid?)null : connection.After.Id));
    }

    [Fact]
    public async Task An_erased_person_leaves_the_sealed_refresh_token_and_sub_only_until_Google_was_told()
    {
        var tenant = Support.Grants.ATenant();
        var connection = Support.Grants.Connection(tenant, subject: "to be erased");
        await _store.TryCommitAsync(connection, CancellationToken.None);
        var held = await _store.HoldAsync(tenant, connection.After.Id);

        (await _store.TryCommitAsync(held.Erased(tenant), CancellationToken.None)).Should().BeTrue();

        var pending = await _store.HoldAsync(tenant, connection.After.Id);
        pending.Should().BeEquivalentTo(new { Account = (GoogleAccount?)null, Subject = "to be erased" });
        pending.Tokens.Should().Be(Support.Grants.Tokens(1) with { AccessToken = null });
        (await _store.ListPendingRevocationsAsync(Support.Grants.Now.AddSeconds(1), 1000, CancellationToken.None)).Should().Contain((tenant, connection.After.Id));

        (await _store.TryCommitAsync(pending.RevocationConfirmed(tenant), CancellationToken.None)).Should().BeTrue();

        (await _store.HoldAsync(tenant, connection.After.Id)).Should().BeEquivalentTo(new { Key = (object?)null, Tokens = (object?)null, Subject = (string?)null });
        (await _store.ListPendingRevocationsAsync(Support.Grants.Now.AddSeconds(1), 1000, CancellationToken.None)).Should().NotContain((tenant, connection.After.Id));
    }

    [Fact]
    public async Task A_sealed_row_that_is_moved_to_another_grant_does_not_open()
    {
        var tenant = Support.Grants.ATenant();
        var (victim, thief) = (await _store.ConnectAsync(tenant), await _store.ConnectAsync(tenant));

        await _platform.SqlAsync($"""
            update gmailplatform.mt_doc_sealed_credential set data =
                (select data from gmailplatform.mt_doc_sealed_credential where id = '{victim}') || jsonb_build_object('id', '{thief}')
            where id = '{thief}' returning 1
            """);

        await FluentActions.Awaiting(() => _store.HoldAsync(tenant, thief)).Should().ThrowAsync<CryptographicException>();
    }

    private Task<IReadOnlyList<string>> EventsAsync(Guid grant) =>
        _platform.SqlAsync($"select type from gmailplatform.mt_events where stream_id = '{grant}' order by version");
}
