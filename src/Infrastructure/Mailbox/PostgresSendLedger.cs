using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Store;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Mailbox;

internal sealed class PostgresSendLedger(NpgsqlDataSource database, TimeProvider clock) : ISendLedger
{
    /// <summary>A <c>Message-ID</c> of the sender's own making may name them; parameters: tenant, grant.</summary>
    public const string Erase = $"delete from {TableName} where tenant_id = ? and grant_id = ?";

    private const string TableName = $"{MartenSetup.Schema}.sent_message";
    private const string ThisWish = "tenant_id = $1 and grant_id = $2 and key_sha256 = $3";
    private const string ThisClaim = $"{ThisWish} and owner = $4 and gmail_id is null";

    /// <summary>Whoever finds a claim whose time is up takes it over; one that ended well is only read.</summary>
    private const string Claim = $"""
        insert into {TableName} as sent (tenant_id, grant_id, key_sha256, content_sha256, id, owner, expires_at, asked_at)
        values ($1, $2, $3, $4, $5, $6, now() + $7, $8)
        on conflict (tenant_id, grant_id, key_sha256) do update
        set owner = excluded.owner, expires_at = excluded.expires_at
        where sent.gmail_id is null and sent.expires_at <= now() and sent.content_sha256 = excluded.content_sha256
        returning id
        """;

    private const string Look = $"select content_sha256, gmail_id, thread_id, message_id from {TableName} where {ThisWish}";

    private const string IsSent = $"select exists (select from {TableName} where {ThisWish} and gmail_id is not null)";

    private const string Record = $"update {TableName} set gmail_id = $5, thread_id = $6, message_id = $7 where {ThisClaim}";

    private const string Forget = $"delete from {TableName} where {ThisClaim}";

    private const string LeaveOpen = $"update {TableName} set expires_at = now() + $5 where {ThisClaim}";

    private const string Purge = $"delete from {TableName} where asked_at < $1 and (gmail_id is not null or expires_at <= now())";

    /// <summary>What Google may still do with a call that it did not answer.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    internal static Table Table()
    {
        var table = new Table(TableName);
        table.AddColumn<string>("tenant_id").AsPrimaryKey();
        table.AddColumn<Guid>("grant_id").AsPrimaryKey();
        table.AddColumn("key_sha256", "bytea").AsPrimaryKey();
        table.AddColumn("content_sha256", "bytea").NotNull();
        table.AddColumn<Guid>("id").NotNull();
        table.AddColumn<Guid>("owner").NotNull();
        table.AddColumn<DateTimeOffset>("expires_at").NotNull();
        table.AddColumn<DateTimeOffset>("asked_at").NotNull().AddIndex();
        table.AddColumn<string>("gmail_id");
        table.AddColumn<string>("thread_id");
        table.AddColumn<string>("message_id");
        return table;
    }

    public async Task<SendClaim> ClaimAsync(SendRequest request, TimeSpan duration, CancellationToken ct)
    {
        // Real time, as the claims' own: it is another attempt that is waited for.
        using var limit = new CancellationTokenSource(duration, TimeProvider.System);
        var pause = FirstPause;
        while (!limit.IsCancellationRequested)
        {
            if (await TryClaimAsync(request, duration, ct) is { } granted)
            {
                return granted;
            }

            var known = await LookAsync(request, ct);
            if (known is not null)
            {
                return known;
            }

            await Task.Delay(pause, TimeProvider.System, ct);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }

        return new SendClaim.Busy();
    }

    public async Task<bool> IsSentAsync(TenantId tenant, Guid grantId, byte[] keySha256, CancellationToken ct)
    {
        await using var command = Command(IsSent, tenant.ToString(), grantId, keySha256);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    public Task RecordAsync(SendClaim.Granted claim, SentMessage sent, CancellationToken ct) => EndAsync(Record, claim, ct, sent.Id, sent.ThreadId, sent.MessageId);

    public Task ForgetAsync(SendClaim.Granted claim, CancellationToken ct) => EndAsync(Forget, claim, ct);

    public Task LeaveOpenAsync(SendClaim.Granted claim, CancellationToken ct) => EndAsync(LeaveOpen, claim, ct, Settling);

    public async Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct)
    {
        await using var command = Command(Purge, before);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<SendClaim.Granted?> TryClaimAsync(SendRequest request, TimeSpan duration, CancellationToken ct)
    {
        var (id, owner) = (Guid.NewGuid(), Guid.NewGuid());
        await using var command = Command(
            Claim, request.Tenant.ToString(), request.GrantId, request.KeySha256, request.ContentSha256, id, owner, duration, clock.GetUtcNow());
        return await command.ExecuteScalarAsync(ct) is Guid kept ? new SendClaim.Granted(request, kept, owner, MayBeSent: kept != id) : null;
    }

    /// <summary>Null while an attempt is under way, or where it has just ended with nothing sent.</summary>
    private async Task<SendClaim?> LookAsync(SendRequest request, CancellationToken ct)
    {
        await using var command = Command(Look, request.Tenant.ToString(), request.GrantId, request.KeySha256);
        await using var row = await command.ExecuteReaderAsync(ct);
        if (!await row.ReadAsync(ct))
        {
            return null;
        }

        if (!row.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(request.ContentSha256))
        {
            return new SendClaim.OtherContent();
        }

        return await row.IsDBNullAsync(1, ct) ? null : new SendClaim.AlreadySent(new SentMessage(row.GetString(1), row.GetString(2), row.GetString(3)));
    }

    private async Task EndAsync(string sql, SendClaim.Granted claim, CancellationToken ct, params object[] more)
    {
        var request = claim.Request;
        await using var command = Command(sql, [request.Tenant.ToString(), request.GrantId, request.KeySha256, claim.Owner, .. more]);
        await command.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlCommand Command(string sql, params object[] parameters)
    {
        var command = database.CreateCommand(sql);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return command;
    }
}
