using GmailPlatform.Application;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Audit;
using GmailPlatform.Infrastructure.Tests.Support;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Audit;

public sealed class HistorySearchTests(HistorySearchTests.Past past) : IClassFixture<HistorySearchTests.Past>
{
    private const string TheKey = "0123456789abcdef";

    private readonly Platform _platform = past.Platform;

    public static TheoryData<string, HistoryFilter> EveryFilter => new()
    {
        { "time", new HistoryFilter { From = Support.Grants.Now, Until = Support.Grants.Now.AddHours(1) } },
        { "tenant", new HistoryFilter { Tenant = Past.Acme } },
        { "person", new HistoryFilter { Person = "ann@acme.example" } },
        { "grant", new HistoryFilter { GrantId = Guid.Empty } },
        { "rare type", new HistoryFilter { EventType = "refresh_failed" } },
        { "frequent type", new HistoryFilter { EventType = "access_token_refreshed" } },
        { "reason", new HistoryFilter { Reason = "google_unavailable" } },
        { "actor", new HistoryFilter { Actor = "test" } },
        { "API key", new HistoryFilter { ApiKey = TheKey } },
        { "correlation id", new HistoryFilter { CorrelationId = "4bf92f3577b34da6a3ce929d0e0e4736" } },
        { "rare type of a tenant", new HistoryFilter { EventType = "refresh_failed", Tenant = Past.Acme } },
        { "reason of a tenant", new HistoryFilter { Reason = "google_unavailable", Tenant = Past.Acme } },
        { "tenant and time", new HistoryFilter { Tenant = Past.Acme, From = Support.Grants.Now } },
    };

    [Theory]
    [MemberData(nameof(EveryFilter))]
    public async Task Every_search_goes_by_an_index(string what, HistoryFilter filter)
    {
        var grants = await _platform.Get<MailboxGrants>().FindAsync(filter, CancellationToken.None);
        var plan = await PlanAsync(HistoryQuery.Of(filter, grants, new HistoryPosition(Support.Grants.Now, 7)));

        plan.Should().Contain("Index", "there is one for {0}", what).And.NotContain("Seq Scan");
    }

    [Fact]
    public async Task All_facts_come_newest_first_and_pages_repeat_none()
    {
        var all = await AllAsync(new HistoryFilter());

        all.Should().HaveCount(13).And.BeInDescendingOrder(entry => entry.Position.At).And.OnlyHaveUniqueItems(entry => entry.Position);
        (await AllAsync(new HistoryFilter(), pageSize: 3)).Select(entry => entry.Position).Should().Equal(all.Select(entry => entry.Position));
    }

    [Fact]
    public async Task Each_filter_keeps_what_it_names()
    {
        (await AllAsync(new HistoryFilter { Tenant = Past.Acme })).Should().HaveCount(10).And.OnlyContain(entry => entry.Tenant == Past.Acme);
        (await AllAsync(new HistoryFilter { Person = "ANN@acme.example" })).Should().HaveCount(8).And.OnlyContain(entry => entry.GrantId == past.Ann || entry.GrantId == past.AnnAtOther);
        (await AllAsync(new HistoryFilter { Person = "sub-of-ann", Tenant = Past.Other })).Should().HaveCount(3).And.OnlyContain(entry => entry.GrantId == past.AnnAtOther);
        (await AllAsync(new HistoryFilter { Person = "nobody@acme.example" })).Should().BeEmpty();
        (await AllAsync(new HistoryFilter { GrantId = past.Ann })).Should().HaveCount(5).And.OnlyContain(entry => entry.GrantId == past.Ann);
        (await AllAsync(new HistoryFilter { GrantId = past.Ann, Tenant = Past.Other })).Should().BeEmpty();
        (await TypesAsync(new HistoryFilter { EventType = "refresh_failed" })).Should().Equal("refresh_failed");
        (await TypesAsync(new HistoryFilter { EventType = "access_token_refreshed" })).Should().Equal("access_token_refreshed");
        (await TypesAsync(new HistoryFilter { Reason = "google_unavailable" })).Should().Equal("refresh_failed");
        (await TypesAsync(new HistoryFilter { ApiKey = TheKey })).Should().Equal("credentials_used", "credentials_used");
        (await TypesAsync(new HistoryFilter { Actor = "test", EventType = "grant_connected" })).Should().HaveCount(3);
        (await TypesAsync(new HistoryFilter { From = Support.Grants.Now.AddMinutes(1) })).Should().Equal("credentials_used", "credentials_used", "refresh_failed");
        (await AllAsync(new HistoryFilter { Until = Support.Grants.Now.AddMinutes(1) })).Should().HaveCount(10);
    }

    [Fact]
    public async Task A_trace_id_finds_all_that_one_call_wrote()
    {
        var correlationId = (await AllAsync(new HistoryFilter { GrantId = past.Bob }))[^1].Event.CorrelationId;

        correlationId.Should().NotBeNull();
        (await TypesAsync(new HistoryFilter { CorrelationId = correlationId })).Should().Equal("credentials_stored", "code_exchanged", "grant_connected");
    }

    [Fact]
    public async Task Who_could_use_a_mailbox_is_told_for_a_moment_with_who_did()
    {
        var at = Past.UsedAt;
        var access = (await _platform.SendAsync(new WhoCouldUse(Past.Acme, "ann@acme.example", GrantId: null, at))).Should().ContainSingle().Subject;

        access.Should().BeEquivalentTo(new { Tenant = Past.Acme, GrantId = past.Ann, Usable = true });
        access.Keys.Select(key => key.Name).Should().Equal("mail");
        access.Uses.Should().Equal(new MailboxUse($"key:{TheKey}", 3, at, at.AddSeconds(20)));
        (await _platform.SendAsync(new WhoCouldUse(null, null, past.Ann, at.AddMinutes(1)))).Single().Uses.Should().BeEmpty();
        (await _platform.SendAsync(new WhoCouldUse(null, null, past.Ann, Past.RevokedAt))).Single().Keys.Should().BeEmpty();
        (await _platform.SendAsync(new WhoCouldUse(null, null, past.Ann, Support.Grants.Now.AddDays(-1)))).Should().BeEmpty();
    }

    private async Task<IReadOnlyList<string>> TypesAsync(HistoryFilter filter) => [.. (await AllAsync(filter)).Select(entry => entry.Event.Type)];

    private async Task<IReadOnlyList<HistoryEntry>> AllAsync(HistoryFilter filter, int pageSize = 100)
    {
        var found = new List<HistoryEntry>();
        string? token = null;
        do
        {
            var page = await _platform.SendAsync(new SearchHistory(filter, new PageRequest(pageSize, token)));
            page.Items.Should().HaveCountLessThanOrEqualTo(pageSize);
            found.AddRange(page.Items);
            token = page.NextPageToken;
        }
        while (token is not null);

        return found;
    }

    /// <summary>What the planner does where a table is too large to be read.</summary>
    private async Task<string> PlanAsync(HistoryQuery query)
    {
        var database = _platform.Get<NpgsqlDataSource>();
        await using var command = query.For(database, limit: 51);
        command.CommandText = $"explain {command.CommandText}";
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var settings = new NpgsqlCommand("set local enable_seqscan = off", connection, transaction))
        {
            await settings.ExecuteNonQueryAsync();
        }

        await using var explain = new NpgsqlCommand(command.CommandText, connection, transaction);
        foreach (var parameter in command.Parameters.ToArray())
        {
            command.Parameters.Remove(parameter);
            explain.Parameters.Add(parameter);
        }

        await using var rows = await explain.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await rows.ReadAsync())
        {
            lines.Add(rows.GetString(0));
        }

        return string.Join('\n', lines);
    }

    /// <summary>Two tenants with three grants: a failed refresh, a refresh, and use.</summary>
    public sealed class Past(Databases databases) : IAsyncLifetime
    {
        public static readonly TenantId Acme = Support.Grants.ATenant();
        public static readonly TenantId Other = Support.Grants.ATenant();
        public static readonly DateTimeOffset UsedAt = Support.Grants.Now.AddMinutes(5);
        public static readonly DateTimeOffset RevokedAt = Support.Grants.Now.AddMinutes(10);

        public Platform Platform { get; private set; } = null!;

        public Guid Ann { get; private set; }

        public Guid AnnAtOther { get; private set; }

        public Guid Bob { get; private set; }

        public async ValueTask InitializeAsync()
        {
            Platform = await Platform.StartAsync(await databases.CreateAsync());
            var store = Platform.Get<IGrantStore>();
            Ann = await ConnectAsync(Acme, "ann@acme.example", "sub-of-ann");
            AnnAtOther = await ConnectAsync(Other, "ann@acme.example", "sub-of-ann");
            using (new System.Diagnostics.Activity("connect").SetIdFormat(System.Diagnostics.ActivityIdFormat.W3C).Start())
            {
                Bob = await ConnectAsync(Acme, "bob@acme.example", "sub-of-bob");
            }

            await store.TryCommitAsync((await store.HoldAsync(Acme, Ann)).Refreshed(Acme), CancellationToken.None);
            await store.TryCommitAsync((await store.HoldAsync(Acme, Bob)).Failed(Acme, Support.Grants.Now.AddMinutes(2)), CancellationToken.None);
            await Platform.Get<IUseHistory>().TryAppendAsync(Acme, [Use(Ann), Use(Bob)], CancellationToken.None);
            await SaveKeyAsync("mail", Permission.MailRead);
            await SaveKeyAsync("lists only", Permission.GrantsRead);
        }

        public ValueTask DisposeAsync() => Platform.DisposeAsync();

        private async Task<Guid> ConnectAsync(TenantId tenant, string email, string subject)
        {
            var change = Support.Grants.Connection(tenant, email, subject);
            await Platform.Get<IGrantStore>().TryCommitAsync(change, CancellationToken.None);
            return change.After.Id;
        }

        private static GrantUse Use(Guid grant) => new(Acme, grant, Actor.ApiKey(TheKey), Count: 3, UsedAt, UsedAt, UsedAt.AddSeconds(20));

        private Task<bool> SaveKeyAsync(string name, string permission) => Platform.Get<Application.Tenancy.IApiKeyStore>().TrySaveAsync(
            ApiKey.Create(Acme, name, [permission], expiresAt: null, Support.Grants.Now).Key.Revoke(RevokedAt), CancellationToken.None);
    }
}
