using System.Text.RegularExpressions;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Vault;

/// <summary>Sealing keys change while the platform serves.</summary>
public sealed class SealingRotationTests(Databases databases)
{
    private static readonly TenantId Tenant = Support.Grants.ATenant();

    [Fact]
    public async Task Every_node_seals_with_a_new_key_and_opens_with_the_old_ones_without_a_restart()
    {
        var (one, other) = await TwoNodesAsync();
        await using var nodes = (one, other).Both();
        var before = await one.Get<IGrantStore>().ConnectAsync(Tenant);
        await other.Get<IGrantStore>().HoldAsync(Tenant, before);
        var oldKey = await one.ActiveKeyAsync();

        var newKey = await one.RotateAsync();

        foreach (var (writer, reader) in new[] { (one, other), (other, one) })
        {
            var grant = await writer.Get<IGrantStore>().ConnectAsync(Tenant);
            (await KeyOfAsync(one, grant)).Should().Be(newKey);
            (await reader.Get<IGrantStore>().HoldAsync(Tenant, grant)).Tokens.Should().Be(Support.Grants.Tokens(1));
        }

        (await other.Get<IGrantStore>().HoldAsync(Tenant, before)).Tokens.Should().Be(Support.Grants.Tokens(1));
        (await KeyOfAsync(one, before)).Should().Be(oldKey, "only a write or a reseal moves it");
    }

    [Fact]
    public async Task A_node_that_meets_an_unknown_key_looks_at_the_ring_again_before_it_fails()
    {
        var (one, other) = await TwoNodesAsync();
        await using var nodes = (one, other).Both();
        var key = GrantKey.Generate();
        var first = one.Get<IKeyRing>().Wrap(key, Tenant, Guid.Empty);
        other.Get<IKeyRing>().Unwrap(first, Tenant, Guid.Empty);

        // Past the command, which waits until every node has looked by itself.
        one.Get<Infrastructure.Vault.SealingKeys>().Create();
        var second = one.Get<IKeyRing>().Wrap(key, Tenant, Guid.Empty);

        second.AsSpan(4, 16).SequenceEqual(first.AsSpan(4, 16)).Should().BeFalse();
        other.Get<IKeyRing>().Unwrap(second, Tenant, Guid.Empty).Material.ToArray().Should().Equal(key.Material.ToArray());
    }

    [Fact]
    public async Task A_reseal_moves_everything_to_the_active_key_and_touches_nothing_else()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var (grant, authorization, tenant) = await AValueOfEachKindAsync(platform);
        var store = platform.Get<IGrantStore>();
        var before = await store.HoldAsync(Tenant, grant);
        var boxes = await BoxesAsync(platform, grant);
        var signing = SignedNote.Parse((await platform.SendAsync(new PublishCheckpoint())).Note)!.Signatures[0].KeyId;
        var oldKey = await platform.ActiveKeyAsync();
        var newKey = await platform.RotateAsync();
        (await platform.CountUnderAsync(oldKey)).Should().Be(5, "the lookup key and the key of checkpoints are two of them");

        (await platform.ResealAsync()).Should().Be(5);

        (await platform.CountUnderAsync(oldKey)).Should().Be(0);
        (await platform.CountUnderAsync(newKey)).Should().Be(5);
        var after = await store.HoldAsync(Tenant, grant);
        after.Tokens.Should().Be(before.Tokens);
        after.Key!.Material.ToArray().Should().Equal(before.Key!.Material.ToArray(), "fingerprints in the history still compare");
        after.Grant.Should().BeEquivalentTo(before.Grant, but => but.Excluding(state => state.Version).Excluding(state => state.UpdatedAt).Excluding(state => state.HistoryHead));
        (await BoxesAsync(platform, grant)).Should().Equal(boxes, "the tokens are not sealed anew");
        (await platform.SqlAsync($"select data ->> 'fromKeyId' from gmailplatform.mt_events where type = 'credentials_resealed' and stream_id = '{grant}'")).Should().Equal(oldKey.ToString());
        (await platform.SqlAsync($"select data ->> 'toKeyId' from gmailplatform.mt_events where type = 'credentials_resealed' and user_name = 'job:reseal'")).Should().Equal(newKey.ToString());
        var opened = await platform.Get<IAuthorizationStore>().FindAsync(authorization.Authorization.Id, CancellationToken.None);
        opened!.Secrets.Should().Be(authorization.Secrets);
        opened.Revision.Should().Be(1, "a consent on its way is not refused");
        (await platform.Get<IGoogleClients>().ForTenantAsync(tenant, CancellationToken.None)).ClientSecret.Reveal().Should().Be("the-tenants-own");
        var status = await platform.SendAsync(new GetSealingStatus());
        status.Reseal.Should().BeEquivalentTo(new { Total = 5L, Remaining = 0L });
        status.Reseal!.FinishedAt.Should().NotBeNull();
        SignedNote.Parse((await platform.SendAsync(new PublishCheckpoint())).Note)!.Signatures.Should().ContainSingle().Which.KeyId.Should().Be(signing, "the key of checkpoints is the same");
        (await platform.ResealAsync()).Should().Be(0, "there is nothing left to do");
    }

    [Fact]
    public async Task Two_reseals_and_refreshes_at_once_lose_nothing_and_reseal_nothing_twice()
    {
        var (one, other) = await TwoNodesAsync();
        await using var nodes = (one, other).Both();
        var store = one.Get<IGrantStore>();
        var grants = new List<Guid>();
        for (var i = 0; i < 60; i++)
        {
            grants.Add(await store.ConnectAsync(Tenant, $"person{i}@example.com"));
        }

        var newKey = await one.RotateAsync();
        await one.SendAsync(new StartReseal());

        await Task.WhenAll(
            one.SendAsync(new ResealCredentials(OnlyAbandoned: false)),
            other.SendAsync(new ResealCredentials(OnlyAbandoned: false)),
            Task.WhenAll(grants.Take(20).Select(grant => RefreshAsync(other, grant))));

        (await one.CountUnderAsync(newKey)).Should().Be(grants.Count + 1, "the lookup key is one, too");
        foreach (var (grant, index) in grants.Select((grant, index) => (grant, index)))
        {
            var held = await store.HoldAsync(Tenant, grant);
            held.Tokens.Should().Be(Support.Grants.Tokens(index < 20 ? 2 : 1), "a refresh is never overwritten");
            held.Grant.Version.Should().Be(await LengthAsync(one, grant));
        }

        (await one.SqlAsync("select stream_id from gmailplatform.mt_events where type = 'credentials_resealed' group by stream_id having count(*) > 1")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_reseal_that_was_ended_half_way_goes_on_where_it_was()
    {
        var database = await databases.CreateAsync();
        await using var platform = await Platform.StartAsync(database);
        var store = platform.Get<IGrantStore>();
        for (var i = 0; i < 150; i++)
        {
            await store.ConnectAsync(Tenant, $"person{i}@example.com");
        }

        var oldKey = await platform.ActiveKeyAsync();
        await platform.RotateAsync();
        await platform.SendAsync(new StartReseal());
        // The first batch of the grants' keys, and then the process is gone.
        var batch = await platform.Get<IEnumerable<ISealedValues>>().Single(kind => kind.Kind is "grantKeys").ResealAsync(oldKey, Guid.Empty, 100, CancellationToken.None);
        batch.Should().BeEquivalentTo(new { Found = 100, Resealed = 100 });

        var status = await platform.SendAsync(new GetSealingStatus());
        status.Reseal.Should().BeEquivalentTo(new { Total = 151L, Remaining = 51L, FinishedAt = (DateTimeOffset?)null });
        (await platform.SendAsync(new ResealCredentials(OnlyAbandoned: true))).Count.Should().Be(0, "somebody noted progress a moment ago");
        (await platform.ResealAsync()).Should().Be(51);
        (await platform.SqlAsync("select count(*) from gmailplatform.mt_events where type = 'credentials_resealed'")).Should().Equal("150");
        (await platform.SqlAsync("select count(*) from gmailplatform.mt_doc_reseal_run")).Should().Equal(["1"], "the second request went on with the first run");
    }

    [Fact]
    public async Task A_damaged_value_keeps_no_other_under_the_old_key_and_is_reported()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var store = platform.Get<IGrantStore>();
        var (damaged, sound) = (await store.ConnectAsync(Tenant, "a@example.com"), await store.ConnectAsync(Tenant, "b@example.com"));
        await platform.SqlAsync($"""
            update gmailplatform.mt_doc_sealed_credential set data = jsonb_set(data, '{"{"}wrappedKey{"}"}', to_jsonb(overlay(data ->> 'wrappedKey' placing 'AAAA' from 41))) where id = '{damaged}' returning 1
            """);
        var oldKey = await platform.ActiveKeyAsync();
        var newKey = await platform.RotateAsync();
        await platform.SendAsync(new StartReseal());

        var result = await platform.ResultOfAsync(new ResealCredentials(OnlyAbandoned: false));

        result.Failure!.Code.Should().Be("reseal_incomplete");
        (await KeyOfAsync(platform, sound)).Should().Be(newKey);
        (await KeyOfAsync(platform, damaged)).Should().Be(oldKey);
    }

    [Fact]
    public async Task An_old_key_goes_only_when_nothing_rests_under_it()
    {
        var (one, other) = await TwoNodesAsync();
        await using var nodes = (one, other).Both();
        var grant = await one.Get<IGrantStore>().ConnectAsync(Tenant);
        await other.Get<IGrantStore>().HoldAsync(Tenant, grant);
        var oldKey = await one.ActiveKeyAsync();
        (await FailureAsync(one, oldKey)).Detail.Should().Contain("active");
        await one.RotateAsync();

        (await FailureAsync(one, oldKey)).Detail.Should().Contain("1 grantKeys");
        (await FailureAsync(one, Guid.NewGuid())).Code.Should().Be("not_found");
        (await one.Get<ISealingKeys>().TryRetireAsync(oldKey, CancellationToken.None)).Should().BeFalse("the database holds it too");
        await one.ResealAsync();
        (await one.SendAsync(new RetireSealingKey(oldKey))).Id.Should().Be(oldKey);

        (await one.SendAsync(new GetSealingStatus())).Keys.Should().ContainSingle();
        (await other.Get<IGrantStore>().HoldAsync(Tenant, grant)).Tokens.Should().Be(Support.Grants.Tokens(1));
        await FluentActions.Awaiting(() => one.SqlAsync($"update gmailplatform.mt_doc_sealed_credential set sealing_key = 'key-{oldKey}' returning 1"))
            .Should().ThrowAsync<PostgresException>("a node that still knew the key cannot write under it");
    }

    [Fact]
    public async Task A_missing_key_is_named_changes_nothing_and_repairs_everything_when_it_is_back()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var store = platform.Get<IGrantStore>();
        var lost = await store.ConnectAsync(Tenant, "lost@example.com");
        var lostKey = await platform.ActiveKeyAsync();
        await platform.RotateAsync();
        var kept = await store.ConnectAsync(Tenant, "kept@example.com");
        (await HealthAsync(platform)).Status.Should().Be(HealthStatus.Healthy);
        await platform.SendAsync(new StartReseal());
        var xml = await platform.LoseKeyAsync(lostKey);
        var before = await platform.StoredAsync();
        await Task.Delay(Infrastructure.Vault.SealingKeys.Freshness + TimeSpan.FromMilliseconds(200));

        var refused = await platform.ResultOfAsync(new GetAccessToken(new(Tenant, new Actor("test")), lost, GetAccessToken.DefaultMinValidity));
        var forced = await platform.ResultOfAsync(new RefreshCredentials(new(Tenant, new Actor("test")), lost, NewerThan: null));
        var reseal = await platform.ResultOfAsync(new ResealCredentials(OnlyAbandoned: false));

        foreach (var failure in new[] { refused.Failure!, forced.Failure!, reseal.Failure! })
        {
            failure.Code.Should().Be("sealing_key_missing");
            failure.Kind.Should().Be(FailureKind.OperatorNeeded);
            failure.Detail.Should().Contain(lostKey.ToString());
        }

        (await platform.StoredAsync()).Should().Equal(before);
        (await HealthAsync(platform)).Should().Match<HealthReportEntry>(entry => entry.Status == HealthStatus.Unhealthy && entry.Exception!.Message.Contains(lostKey.ToString()));
        (await store.HoldAsync(Tenant, kept)).Tokens.Should().Be(Support.Grants.Tokens(1));
        (await platform.SendAsync(new GetSealingStatus())).Keys.Should().ContainSingle(key => key.Id == lostKey && key.Key == null && key.Sealed["grantKeys"] == 1);

        await platform.BringBackKeyAsync(lostKey, xml);
        (await store.HoldAsync(Tenant, lost)).Tokens.Should().Be(Support.Grants.Tokens(1));
        (await HealthAsync(platform)).Status.Should().Be(HealthStatus.Healthy);
        (await platform.ResealAsync()).Should().Be(2, "the grant's key and the lookup key rest under it");
    }

    [Fact]
    public async Task A_ring_that_was_lost_is_not_replaced_by_a_new_one()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var store = platform.Get<IGrantStore>();
        var grant = await store.ConnectAsync(Tenant);
        var key = await platform.ActiveKeyAsync();
        var xml = await platform.LoseKeyAsync(key);
        await Task.Delay(Infrastructure.Vault.SealingKeys.Freshness + TimeSpan.FromMilliseconds(200));

        await FluentActions.Awaiting(() => store.ConnectAsync(Tenant, "another@example.com")).Should().ThrowAsync<SealingKeyMissingException>();

        (await platform.SqlAsync("select id from gmailplatform.key_ring where id <> 'integrity'")).Should().BeEmpty();
        await platform.BringBackKeyAsync(key, xml);
        (await store.HoldAsync(Tenant, grant)).Tokens.Should().Be(Support.Grants.Tokens(1));
    }

    [Fact]
    public async Task Values_that_were_sealed_before_keys_were_noted_get_theirs_with_the_migration()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        await AValueOfEachKindAsync(platform);
        var key = await platform.ActiveKeyAsync();
        foreach (var table in new[] { "sealed_credential", "authorization", "tenant", "token_lookup_key" })
        {
            await platform.SqlAsync($"update gmailplatform.mt_doc_{table} set sealing_key = null returning 1");
        }

        (await platform.CountUnderAsync(key)).Should().Be(0);
        await platform.Get<Infrastructure.Store.Migrations>().ApplyAsync(CancellationToken.None);

        (await platform.CountUnderAsync(key)).Should().Be(4);
    }

    [Fact]
    public async Task A_key_that_expires_soon_is_followed_by_another_and_else_stays()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        await platform.Get<IGrantStore>().ConnectAsync(Tenant);
        var key = await platform.ActiveKeyAsync();

        (await platform.SendAsync(new RotateSealingKey(OnlyWhenDue: true))).Id.Should().Be(key);
        await platform.RewriteKeyAsync(key, xml => Regex.Replace(xml, "<expirationDate>[^<]*", $"<expirationDate>{platform.Get<TimeProvider>().GetUtcNow().AddDays(6):O}", RegexOptions.NonBacktracking));

        (await platform.SendAsync(new RotateSealingKey(OnlyWhenDue: true))).Id.Should().NotBe(key);
    }

    private async Task<(Platform One, Platform Other)> TwoNodesAsync()
    {
        var (database, sealing) = (await databases.CreateAsync(), KeyRingTests.AMasterKey());
        return (await Platform.StartAsync(database, sealing), await Platform.StartAsync(database, sealing));
    }

    private static async Task<(Guid Grant, StoredAuthorization Authorization, TenantId Tenant)> AValueOfEachKindAsync(Platform platform)
    {
        var grant = await platform.Get<IGrantStore>().ConnectAsync(Tenant);
        var tenant = await platform.SendAsync(new CreateTenant("Own", [], new GoogleClientFile("own-client", new Secret("the-tenants-own"), [])));
        var started = await platform.SendAsync(new StartAuthorization(new(tenant.TenantId, new Actor("test")), Scopes: null, LoginHint: null, ReturnUrl: null, State: null, GrantId: null));
        var authorization = await platform.Get<IAuthorizationStore>().FindAsync(started.Id, CancellationToken.None);
        return (grant, authorization!, tenant.TenantId);
    }

    private static async Task RefreshAsync(Platform platform, Guid grant)
    {
        var store = platform.Get<IGrantStore>();
        while (!await store.TryCommitAsync((await store.HoldAsync(Tenant, grant)).Refreshed(Tenant), CancellationToken.None))
        {
            // A reseal came first: look again, as a refresh does.
        }
    }

    private static async Task<Failure> FailureAsync(Platform platform, Guid keyId) => (await platform.ResultOfAsync(new RetireSealingKey(keyId))).Failure!;

    private static async Task<Guid> KeyOfAsync(Platform platform, Guid grant) =>
        Guid.Parse((await platform.SqlAsync($"select substr(sealing_key, 5) from gmailplatform.mt_doc_sealed_credential where id = '{grant}'")).Single());

    private static Task<IReadOnlyList<string>> BoxesAsync(Platform platform, Guid grant) =>
        platform.SqlAsync($"select data - 'wrappedKey' from gmailplatform.mt_doc_sealed_credential where id = '{grant}'");

    private static async Task<long> LengthAsync(Platform platform, Guid grant) =>
        long.Parse((await platform.SqlAsync($"select count(*) from gmailplatform.mt_events where stream_id = '{grant}'")).Single(), System.Globalization.CultureInfo.InvariantCulture);

    private static async Task<HealthReportEntry> HealthAsync(Platform platform) =>
        (await platform.Get<HealthCheckService>().CheckHealthAsync(check => check.Name is "keyRing")).Entries["keyRing"];
}
