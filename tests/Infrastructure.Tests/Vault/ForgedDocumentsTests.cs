using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Audit;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Store.Authentic;
using GmailPlatform.Infrastructure.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;
using Marten;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace GmailPlatform.Infrastructure.Tests.Vault;

/// <summary>The database's owner writes to the tables that decide about rights, keys and proofs.</summary>
public sealed class ForgedDocumentsTests(Databases databases)
{
    private static readonly DateTimeOffset Now = Support.Grants.Now;

    /// <summary>Two documents of each authenticated kind, and a member that the owner would like to change.</summary>
    private static readonly Dictionary<string, (Func<object> Create, string Member, string Value)> Documents = new(StringComparer.Ordinal)
    {
        ["tenant"] = (() => ATenant("Name"), "tenant", "{\"id\":\"0\",\"name\":\"Forged\",\"returnUrls\":[\"https://attacker.example\"]}"),
        ["api_key"] = (() => ApiKey.Create(TenantId.New(Now), "key", [Permission.GrantsRead], expiresAt: null, Now).Key, "permissions", "[\"grants:read\",\"mail:write\"]"),
        ["checkpoint_key"] = (() => new CheckpointKeyDocument(Guid.NewGuid().ToString("N"), "origin", [1, 2, 3], SealedKey: null, Now, Now), "publicKey", "\"AAAA\""),
        ["reseal_run"] = (() => new ResealRun(Guid.NewGuid(), Now, 5, Now, FinishedAt: Now), "finishedAt", "null"),
        ["console_session"] = (() => ConsoleSession.Start(APerson(), TimeSpan.FromHours(1), Now), "expiresAt", "\"2999-01-01T00:00:00+00:00\""),
        ["console_person"] = (() => APerson(), "email", "\"admin@example.com\""),
        ["console_access"] = (() => ConsoleAccess.Of("person", ConsoleAction.ErasedGrant, "subject", traceId: null, Now), "personId", "\"somebody-else\""),
        ["authorization"] = (() => AnAuthorization(), "expiresAt", "\"2999-01-01T00:00:00+00:00\""),
        ["security_event"] = (() => new SecurityEventDocument(Guid.NewGuid(), Now, ProcessedAt: Now, Received: null), "processedAt", "null"),
        ["grant_account"] = (() => GrantAccount.Of(Guid.NewGuid(), new GoogleAccount(Guid.NewGuid().ToString("N"), "a@example.com", "A"), returnUrl: null), "subject", "\"mallory\""),
    };

    public static TheoryData<string> Kinds => [.. Documents.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task S3_A_document_that_the_owner_wrote_edited_or_moved_is_not_read(string name)
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        platform.Get<DocumentKinds>().All.Select(kind => kind.Name).Should().BeEquivalentTo(Documents.Keys, "each kind is tried");
        var kind = platform.Get<DocumentKinds>().All.Single(kind => kind.Name == name);
        var (create, member, value) = Documents[name];
        var (one, other) = (create(), create());
        var store = platform.Get<IDocumentStore>();
        await using (var session = store.LightweightSession(Tenant))
        {
            session.StoreObjects([one, other]);
            await session.SaveChangesAsync();
        }

        var (id, otherId) = (IdOf(one), IdOf(other));
        (await ReadAsync(platform, kind, id)).Should().NotBeNull("what the platform wrote is read");
        var original = (await platform.SqlAsync($"select data::text from {kind.Table} where id::text = '{id}'")).Single();
        foreach (var (attempt, change) in new[]
        {
            ("a member", $"jsonb_set(data, '{"{"}{member}{"}"}', $v${value}$v$)"),
            ("a new member", "data || '{\"surprise\": true}'"),
            ("a removed member", $"data - '{member}'"),
            ("a removed code", "data - 'mac'"),
            ("a made-up code", $"data || '{{\"mac\": \"{new string('0', 24)}.{new string('0', 64)}\"}}'"),
            ("a garbled code", "data || '{\"mac\": \"no code\"}'"),
            ("a code of another type", "data || '{\"mac\": 1}'"),
            ("the code of another row", $"data || jsonb_build_object('mac', (select data ->> 'mac' from {kind.Table} where id::text = '{otherId}'))"),
            ("another id", $"jsonb_set(data, '{"{"}id{"}"}', to_jsonb('{otherId}'::text))"),
        })
        {
            await platform.SqlAsync($"update {kind.Table} set data = {change} where id::text = '{id}' returning 1");

            var read = () => ReadAsync(platform, kind, id);

            (await read.Should().ThrowAsync<ForgedDataException>(attempt)).Which.Kind.Should().Be(name);
            await platform.SqlAsync($"update {kind.Table} set data = $d${original}$d$ where id::text = '{id}' returning 1");
        }

        (await ReadAsync(platform, kind, id)).Should().NotBeNull("the row is as the platform wrote it again");
    }

    [Fact]
    public async Task S3_A_forged_API_key_is_unknown_and_a_forged_tenant_is_refused_and_both_are_named()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var tenant = await platform.SendAsync(new CreateTenant("Acme", [], Client: null));
        var keys = platform.Get<IApiKeyStore>();
        var (mine, _) = ApiKey.Create(tenant.TenantId, "mine", [Permission.GrantsRead], expiresAt: null, Now);
        var (copied, _) = ApiKey.Create(tenant.TenantId, "copied", [Permission.MailWrite], expiresAt: null, Now);
        await keys.TrySaveAsync(mine, CancellationToken.None);
        await keys.TrySaveAsync(copied, CancellationToken.None);
        (await keys.FindOwnedAsync(mine.Id, CancellationToken.None)).Should().BeEquivalentTo(new { TenantIsSuspended = false });

        var inserted = new string('a', 16);
        await platform.SqlAsync($"insert into gmailplatform.mt_doc_api_key (id, data) select '{inserted}', jsonb_set(data, '{"{"}id{"}"}', '\"{inserted}\"') from gmailplatform.mt_doc_api_key where id = '{mine.Id}' returning 1");
        await platform.SqlAsync($"update gmailplatform.mt_doc_api_key set data = (select data from gmailplatform.mt_doc_api_key where id = '{copied.Id}') where id = '{mine.Id}' returning 1");
        var strange = new string('b', 16);
        await platform.SqlAsync($"insert into gmailplatform.mt_doc_api_key (id, data) values ('{strange}', '{{\"id\": \"{strange}\"}}') returning 1");

        foreach (var id in new[] { inserted, mine.Id, strange })
        {
            (await keys.FindOwnedAsync(id, CancellationToken.None)).Should().BeNull("the row of {0} is not authentic", id);
        }

        (await keys.ListAsync(tenant.TenantId, CancellationToken.None)).Select(key => key.Id).Distinct().Should().Equal([copied.Id], "a list leaves out forged rows");
        await platform.SendAsync(new SuspendTenant(tenant.TenantId));
        await platform.SqlAsync($"update gmailplatform.mt_doc_tenant set data = data #- '{{tenant,suspendedAt}}' where id = '{tenant.Id}' returning 1");
        (await keys.FindOwnedAsync(copied.Id, CancellationToken.None)).Should().BeEquivalentTo(new { TenantIsSuspended = true });
        await FluentActions.Awaiting(() => platform.Get<IGoogleClients>().ForTenantAsync(tenant.TenantId, CancellationToken.None)).Should().ThrowAsync<ForgedDataException>();

        var health = await HealthAsync(platform);
        health.Status.Should().Be(HealthStatus.Degraded, "forged rows have no effect: the node goes on serving");
        health.Description.Should().ContainAll($"api_key {inserted}", $"api_key {mine.Id}", $"api_key {strange}", $"tenant {tenant.Id}");
    }

    [Fact]
    public async Task S3_A_tenant_that_the_owner_adds_does_not_make_its_Google_client_known()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        await platform.SendAsync(new CreateTenant("Own", [], new GoogleClientFile("own-client", new Secret("the-tenants-own"), [])));
        var id = Guid.NewGuid();
        await platform.SqlAsync($"""
            insert into gmailplatform.mt_doc_tenant (id, data) values ('{id}', '{"{"}"id":"{id}","tenant":{"{"}"id":"{id}","name":"x","returnUrls":[],"googleClientId":"foreign-client"{"}}"}') returning 1
            """);
        var clients = platform.Get<IGoogleClients>();

        (await clients.KnowsAnyAsync(["own-client"], CancellationToken.None)).Should().BeTrue();
        (await clients.KnowsAnyAsync(["foreign-client"], CancellationToken.None)).Should().BeFalse();
        (await platform.Get<ITenantStore>().ListAsync(CancellationToken.None)).Should().ContainSingle();
    }

    [Fact]
    public async Task S3_A_revoked_key_that_is_put_back_does_not_pass_where_the_revocation_was_seen()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var tenant = await platform.SendAsync(new CreateTenant("Acme", [], Client: null));
        var keys = platform.Get<IApiKeyStore>();
        var (key, _) = ApiKey.Create(tenant.TenantId, "mine", [Permission.GrantsRead], expiresAt: null, Now);
        await keys.TrySaveAsync(key, CancellationToken.None);
        (await HealthAsync(platform)).Status.Should().Be(HealthStatus.Healthy);
        var before = (await platform.SqlAsync($"select data::text from gmailplatform.mt_doc_api_key where id = '{key.Id}'")).Single();
        await keys.TrySaveAsync(key.Revoke(Now), CancellationToken.None);
        (await HealthAsync(platform)).Status.Should().Be(HealthStatus.Healthy);

        await platform.SqlAsync($"delete from gmailplatform.mt_doc_api_key where id = '{key.Id}' returning 1");
        (await HealthAsync(platform)).Status.Should().Be(HealthStatus.Healthy);
        await platform.SqlAsync($"insert into gmailplatform.mt_doc_api_key (id, data) values ('{key.Id}', $d${before}$d$) returning 1");

        (await HealthAsync(platform)).Description.Should().Contain($"api_key {key.Id}");
        (await keys.FindOwnedAsync(key.Id, CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task S3_An_account_that_is_given_to_another_person_opens_no_grant_and_fails_no_other_read()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var (tenant, store) = (Support.Grants.ATenant(), platform.Get<IGrantStore>());
        var (forged, sound) = (await store.ConnectAsync(tenant, "a@example.com"), await store.ConnectAsync(tenant, "b@example.com"));
        await platform.SqlAsync($"update gmailplatform.mt_doc_grant_account set data = jsonb_set(data, '{"{"}subject{"}"}', '\"mallory\"') where id = '{forged}' returning 1");

        var reads = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                return (await store.HoldAsync(tenant, i % 2 == 0 ? forged : sound, CancellationToken.None))!.Grant.Id;
            }
            catch (ForgedDataException)
            {
                return Guid.Empty;
            }
        }));

        reads.Should().Equal(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? Guid.Empty : sound));
        await FluentActions.Awaiting(() => store.HoldByAccountAsync(tenant, "mallory", CancellationToken.None)).Should().ThrowAsync<ForgedDataException>();
    }

    [Fact]
    public async Task S3_An_account_without_its_grant_and_one_of_no_tenant_fail_no_other_read()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var (tenant, store) = (Support.Grants.ATenant(), platform.Get<IGrantStore>());
        var (orphan, sound) = (Support.Grants.Connection(tenant), Support.Grants.Connection(tenant));
        await store.TryCommitAsync(orphan, CancellationToken.None);
        await store.TryCommitAsync(sound, CancellationToken.None);
        await platform.SqlAsync($"delete from gmailplatform.mt_doc_grant where id = '{orphan.After.Id}' returning 1");
        await platform.SqlAsync($"insert into gmailplatform.mt_doc_grant_account (tenant_id, id, data) select 'nobody', id, data from gmailplatform.mt_doc_grant_account where id = '{sound.After.Id}' returning 1");

        var reads = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            try
            {
                var account = (i % 2 == 0 ? orphan : sound).Account!;
                return (await store.HoldByAccountAsync(tenant, account.Subject, CancellationToken.None)).Own!.Grant.Id;
            }
            catch (ForgedDataException)
            {
                return Guid.Empty;
            }
        }));

        reads.Should().Equal(Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? Guid.Empty : sound.After.Id));
    }

    [Fact]
    public async Task S3_Rows_of_an_earlier_version_are_adopted_by_one_migration_and_never_again()
    {
        var (database, sealing) = (await databases.CreateAsync(), KeyRingTests.AMasterKey());
        await using var platform = await Platform.StartAsync(database, sealing);
        var tenant = await platform.SendAsync(new CreateTenant("Acme", [], new GoogleClientFile("own-client", new Secret("the-tenants-own"), [])));
        var (key, _) = ApiKey.Create(tenant.TenantId, "mine", [Permission.GrantsRead], expiresAt: null, Now);
        await platform.Get<IApiKeyStore>().TrySaveAsync(key, CancellationToken.None);
        foreach (var kind in platform.Get<DocumentKinds>().All)
        {
            await platform.SqlAsync($"update {kind.Table} set data = data - 'mac' returning 1");
        }

        await platform.AsBeforeAuthenticationAsync();
        await using var migrated = await Platform.StartAsync(database, sealing);

        (await migrated.Get<IApiKeyStore>().FindOwnedAsync(key.Id, CancellationToken.None)).Should().BeEquivalentTo(new { TenantIsSuspended = false });
        (await migrated.Get<IGoogleClients>().ForTenantAsync(tenant.TenantId, CancellationToken.None)).ClientSecret.Reveal().Should().Be("the-tenants-own");
        (await HealthAsync(migrated)).Status.Should().Be(HealthStatus.Healthy);
        await migrated.SqlAsync("update gmailplatform.mt_doc_api_key set data = data - 'mac' returning 1");
        await using var again = await Platform.StartAsync(database, sealing);
        (await again.Get<IApiKeyStore>().FindOwnedAsync(key.Id, CancellationToken.None)).Should().BeNull("a row that lost its code is not adopted");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("{\"mac\":5}")]
    [InlineData("deep")]
    public async Task S3_A_row_that_no_reader_takes_is_named_and_takes_no_node_away(string data)
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var json = data is "deep" ? $"{new string('[', 200)}{new string(']', 200)}" : data;
        await platform.SqlAsync($"insert into gmailplatform.mt_doc_api_key (id, data) values ('0123456789abcdef', '{json}') returning 1");

        var health = await HealthAsync(platform);

        health.Status.Should().Be(HealthStatus.Degraded);
        health.Description.Should().Contain("api_key 0123456789abcdef");
        (await platform.Get<IApiKeyStore>().FindOwnedAsync("0123456789abcdef", CancellationToken.None)).Should().BeNull();
    }

    [Fact]
    public async Task S3_A_database_whose_keys_were_all_deleted_does_not_adopt_what_was_planted()
    {
        var (database, sealing) = (await databases.CreateAsync(), KeyRingTests.AMasterKey());
        await using (var platform = await Platform.StartAsync(database, sealing))
        {
            await platform.SqlAsync("delete from gmailplatform.key_ring returning 1");
            await platform.SqlAsync($"insert into gmailplatform.mt_doc_tenant (id, data) values ('{Guid.Empty}', '{{\"id\":\"{Guid.Empty}\"}}') returning 1");
        }

        await using var migrated = await Platform.StartAsync(database, sealing);

        (await HealthAsync(migrated)).Description.Should().Contain($"tenant {Guid.Empty}");
        await FluentActions.Awaiting(() => migrated.Get<ITenantStore>().FindAsync(new TenantId(Guid.Empty), CancellationToken.None)).Should().ThrowAsync<ForgedDataException>();
    }

    private static string Tenant { get; } = Guid.NewGuid().ToString();

    private static ConsolePerson APerson() => ConsolePerson.Of("https://issuer.example", Guid.NewGuid().ToString("N"), "person@example.com", "Person");

    private static TenantDocument ATenant(string name)
    {
        var id = TenantId.New(Now);
        return new TenantDocument(id.Value, Domain.Tenancy.Tenant.Create(id, name, [], googleClientId: null, Now), SealedGoogleClientSecret: null);
    }

    private static AuthorizationDocument AnAuthorization()
    {
        var id = Guid.NewGuid();
        return new AuthorizationDocument(id, id.ToString("N"), Now, GrantId: null, LoginHintKey: null, Authorization: null!, SealedSecrets: []);
    }

    private static string IdOf(object document) => document.GetType().GetProperty("Id")!.GetValue(document)!.ToString()!;

    /// <summary>Through the store, as every reader does.</summary>
    private static Task<object?> ReadAsync(Platform platform, DocumentKind kind, string id) =>
        (Task<object?>)typeof(ForgedDocumentsTests).GetMethod(nameof(LoadAsync), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(kind.Type).Invoke(null, [platform, id])!;

    private static async Task<object?> LoadAsync<T>(Platform platform, string id)
        where T : class
    {
        await using var session = platform.Get<IDocumentStore>().QuerySession(Tenant);
        return Guid.TryParseExact(id, "D", out var guid)
            ? (await session.LoadAsync<T>(guid)).At(id, document => IdOf(document))
            : (await session.LoadAsync<T>(id)).At(id, document => IdOf(document));
    }

    private static async Task<HealthReportEntry> HealthAsync(Platform platform) =>
        (await platform.Get<HealthCheckService>().CheckHealthAsync(check => check.Name is "storedRows")).Entries["storedRows"];
}
