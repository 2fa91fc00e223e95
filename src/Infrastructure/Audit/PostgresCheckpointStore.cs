using System.Runtime.CompilerServices;
using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Audit;
using GmailPlatform.Infrastructure.Store;
using Npgsql;

namespace GmailPlatform.Infrastructure.Audit;

internal sealed class PostgresCheckpointStore(NpgsqlDataSource database) : ICheckpointStore
{
    private const string Save = $"""
        insert into {HistoryTables.Checkpoint} (size, key_id, note, signed_at, confirmed_at) values ($1, $2, $3, $4, $5)
        on conflict (size, key_id) do update set confirmed_at = excluded.confirmed_at
        returning signed_at = $4
        """;

    private const string Select = $"select note, signed_at, confirmed_at from {HistoryTables.Checkpoint}";

    public async Task<bool> SaveAsync(SignedCheckpoint checkpoint, CancellationToken ct)
    {
        var keyId = SignedNote.Parse(checkpoint.Note)!.Signatures[^1].KeyId;
        await using var command = database.CreateCommand(Save);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = checkpoint.Checkpoint.Size });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = keyId });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = checkpoint.Note });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = checkpoint.SignedAt });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = checkpoint.ConfirmedAt });
        return await command.ExecuteScalarAsync(ct) is true;
    }

    public Task<SignedCheckpoint?> FindLatestAsync(CancellationToken ct) =>
        database.QueryRowAsync($"{Select} order by size desc, signed_at desc limit 1", Read, ct);

    public Task<SignedCheckpoint?> FindAsync(long size, CancellationToken ct) =>
        database.QueryRowAsync($"{Select} where size = $1 order by signed_at desc limit 1", Read, ct, size);

    public async IAsyncEnumerable<SignedCheckpoint> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = database.CreateCommand($"{Select} order by size, signed_at");
        await using var rows = await command.ExecuteReaderAsync(ct);
        while (await rows.ReadAsync(ct))
        {
            yield return Read(rows);
        }
    }

    /// <summary>The note says all that is signed; what was made of it otherwise, a verifier tells.</summary>
    private static SignedCheckpoint Read(NpgsqlDataReader row)
    {
        var note = row.GetString(0);
        var checkpoint = SignedNote.Parse(note) is { } signed ? Checkpoint.Parse(signed.Text) : null;
        return new SignedCheckpoint(checkpoint ?? new Checkpoint("", 0, []), note, row.GetFieldValue<DateTimeOffset>(1), row.GetFieldValue<DateTimeOffset>(2));
    }
}
