using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Store;

/// <summary>The name of a key may be personal data: none outlives the erasure of the grant that it is bound to.</summary>
public sealed class ErasureLockTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>
{
    private readonly Platform _platform = fixture.Platform;
    private readonly IGrantStore _grants = fixture.Platform.Get<IGrantStore>();
    private readonly IApiKeyStore _keys = fixture.Platform.Get<IApiKeyStore>();

    [Fact]
    public async Task A_key_waits_for_an_erasure_that_is_under_way_and_is_not_made_after_it()
    {
        var (tenant, held) = await ConnectAsync();
        await using var connection = await _platform.Get<NpgsqlDataSource>().OpenConnectionAsync();
        await using var erasing = await connection.BeginTransactionAsync();
        await using var mark = new NpgsqlCommand(
            $$"""update gmailplatform.mt_doc_grant set data = data || '{"status": "Erased"}' where id = '{{held.Grant.Id}}'""", connection, erasing);
        await using var hold = new NpgsqlCommand($"select 1 from gmailplatform.mt_doc_grant where id = '{held.Grant.Id}' for update", connection, erasing);
        await hold.ExecuteNonQueryAsync();
        await mark.ExecuteNonQueryAsync();

        var saving = _keys.TrySaveAsync(KeyOf(tenant, held.Grant.Id), CancellationToken.None);
        var waited = await Task.WhenAny(saving, Task.Delay(TimeSpan.FromMilliseconds(200))) != saving;
        await erasing.CommitAsync();

        waited.Should().BeTrue();
        (await saving).Should().BeFalse();
        (await KeysOfAsync(held.Grant.Id)).Should().BeEmpty();
    }

    [Fact]
    public async Task No_key_outlives_an_erasure_that_it_races_with()
    {
        for (var round = 0; round < 10; round++)
        {
            var (tenant, held) = await ConnectAsync();
            var keys = Enumerable.Range(0, 4).Select(_ => _keys.TrySaveAsync(KeyOf(tenant, held.Grant.Id), CancellationToken.None)).ToList();

            (await _grants.TryCommitAsync(held.Erased(tenant), CancellationToken.None)).Should().BeTrue();

            await Task.WhenAll(keys);
            (await KeysOfAsync(held.Grant.Id)).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task A_key_that_is_revoked_while_its_person_is_erased_does_not_come_back()
    {
        var (tenant, held) = await ConnectAsync();
        var key = KeyOf(tenant, held.Grant.Id);
        (await _keys.TrySaveAsync(key, CancellationToken.None)).Should().BeTrue();
        await _grants.TryCommitAsync(held.Erased(tenant), CancellationToken.None);

        (await _keys.TrySaveAsync(key.Revoke(Support.Grants.Now), CancellationToken.None)).Should().BeFalse();

        (await KeysOfAsync(held.Grant.Id)).Should().BeEmpty();
    }

    private async Task<(TenantId Tenant, HeldGrant Held)> ConnectAsync()
    {
        var tenant = Support.Grants.ATenant();
        return (tenant, await _grants.HoldAsync(tenant, await _grants.ConnectAsync(tenant)));
    }

    private static ApiKey KeyOf(TenantId tenant, Guid grantId) => ApiKey.Create(tenant, "of a person", [Permission.MailRead], expiresAt: null, Support.Grants.Now, grantId).Key;

    private Task<IReadOnlyList<string>> KeysOfAsync(Guid grantId) => _platform.SqlAsync($"select id from gmailplatform.mt_doc_api_key where data ->> 'grantId' = '{grantId}'");
}
