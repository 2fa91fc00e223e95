using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Tests.Support;
using GmailPlatform.Testing;
using Npgsql;

namespace GmailPlatform.Infrastructure.Tests.Audit;

/// <summary>Appends that failed for ordinary reasons leave nothing behind that a verifier could take for a forgery.</summary>
public sealed class HonestHistoryTests(PlatformFixture fixture) : IClassFixture<PlatformFixture>, IAsyncLifetime
{
    private const string DropTrigger = "drop trigger if exists fails on gmailplatform.mt_doc_grant";

    private readonly Platform _platform = fixture.Platform;
    private readonly IGrantStore _store = fixture.Platform.Get<IGrantStore>();
    private readonly TenantId _tenant = Support.Grants.ATenant();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync() => await _platform.SqlAsync(DropTrigger);

    [Fact]
    public async Task C1_Four_consents_of_one_new_person_at_once_leave_a_history_that_verifies()
    {
        var subject = Guid.NewGuid().ToString("N");
        var committed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            _store.TryCommitAsync(Support.Grants.Connection(_tenant, subject: subject), CancellationToken.None)));

        committed.Should().ContainSingle(written => written);
        await AssertVerifiesAsync();
    }

    [Fact]
    public async Task C1_Concurrent_refreshes_of_one_generation_leave_a_history_that_verifies()
    {
        var grant = await _store.ConnectAsync(_tenant);
        var held = await _store.HoldAsync(_tenant, grant);
        var committed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.TryCommitAsync(held.Refreshed(_tenant), CancellationToken.None)));

        committed.Should().ContainSingle(written => written);
        await AssertVerifiesAsync();
    }

    [Theory]
    [InlineData("a transaction that is aborted after the append", "after insert or update on gmailplatform.mt_doc_grant", "raise exception 'aborted'")]
    [InlineData("a disk that is full at the commit", "after insert or update on gmailplatform.mt_doc_grant deferrable initially deferred", "raise exception 'full' using errcode = '53100'")]
    [InlineData("a connection that is lost after the append", "after insert or update on gmailplatform.mt_doc_grant", "perform pg_terminate_backend(pg_backend_pid())")]
    [InlineData("a connection that is lost at the commit", "after insert or update on gmailplatform.mt_doc_grant deferrable initially deferred", "perform pg_terminate_backend(pg_backend_pid())")]
    [InlineData("a deadlock", "after insert or update on gmailplatform.mt_doc_grant", "raise exception 'deadlock' using errcode = '40P01'")]
    public async Task C1_A_failed_append_leaves_a_history_that_verifies(string failure, string when, string statement)
    {
        var grant = await _store.ConnectAsync(_tenant);
        var held = await _store.HoldAsync(_tenant, grant);
        await _platform.SqlAsync($"""
            create or replace function public.fails() returns trigger language plpgsql as $$ begin {statement}; return null; end $$;
            create constraint trigger fails {when} for each row execute function public.fails()
            """);

        var refused = await FailsAsync(held.Refreshed(_tenant));
        refused |= await FailsAsync(Support.Grants.Connection(_tenant));
        await _platform.SqlAsync(DropTrigger);

        refused.Should().BeTrue("{0} fails the append", failure);
        (await _store.TryCommitAsync((await _store.HoldAsync(_tenant, grant)).Refreshed(_tenant), CancellationToken.None)).Should().BeTrue();
        await AssertVerifiesAsync();
    }

    private async Task<bool> FailsAsync(GrantChange change)
    {
        try
        {
            return !await _store.TryCommitAsync(change, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException || e.InnerException is NpgsqlException)
        {
            return true;
        }
    }

    /// <summary>Later writes go through the same queue as whatever a failed append leaves, so that it is there when the export is made.</summary>
    private async Task AssertVerifiesAsync()
    {
        await _platform.SendAsync(new PublishCheckpoint());
        var publicKeys = string.Join('\n', (await _platform.SendAsync(new ListCheckpointKeys())).Select(key => key.Key));
        using var output = new MemoryStream();
        await _platform.SendAsync(new ExportHistory(output));
        var verified = await HistoryToTamperWith.VerifyAsync(_platform, System.Text.Encoding.UTF8.GetString(output.ToArray()), publicKeys, witness: null);

        verified.Findings.Should().BeEmpty();
        verified.SignedSize.Should().Be(verified.Size).And.BePositive();
        (await _platform.SqlAsync("select count(*) from gmailplatform.mt_events where type = 'tombstone'")).Should().Equal("0");
    }
}
