using System.Security.Cryptography;
using System.Text;
using GmailPlatform.Bench.Load;
using Npgsql;
using NpgsqlTypes;

namespace GmailPlatform.Bench.Servers;

/// <summary>Sealed access tokens in a table with nothing else: the least that a first vend has to read and open.</summary>
internal sealed class StoredTokens(NpgsqlDataSource database, byte[] sealingKey)
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static StoredTokens FromEnvironment() =>
        new(NpgsqlDataSource.Create(BareSettings.Read(BareSettings.Postgres)), Convert.FromBase64String(BareSettings.Read(BareSettings.SealingKey)));

    /// <summary>Makes the table, with a token for each of the grants from the first on.</summary>
    public async Task CreateAsync(int count, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using (var create = new NpgsqlCommand("create schema bench; create table bench.stored_token (id uuid primary key, box bytea not null)", connection))
        {
            await create.ExecuteNonQueryAsync(ct);
        }

        await using var rows = await connection.BeginBinaryImportAsync("copy bench.stored_token (id, box) from stdin (format binary)", ct);
        for (var number = 0; number < count; number++)
        {
            await rows.StartRowAsync(ct);
            await rows.WriteAsync(GrantLoader.IdOf(number), NpgsqlDbType.Uuid, ct);
            await rows.WriteAsync(Seal(GrantLoader.IdOf(number), GrantLoader.Token("ya29.", 218).Reveal()), NpgsqlDbType.Bytea, ct);
        }

        await rows.CompleteAsync(ct);
    }

    /// <summary>One prepared point read, one unsealing.</summary>
    public async Task<string> ReadAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select box from bench.stored_token where id = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        // Once for each connection of the pool: it keeps what was prepared.
        await command.PrepareAsync(ct);
        var box = (byte[]?)await command.ExecuteScalarAsync(ct) ?? throw new InvalidOperationException($"There is no token of {id}.");
        return Open(id, box);
    }

    private byte[] Seal(Guid id, string token)
    {
        var plaintext = Encoding.UTF8.GetBytes(token);
        var box = new byte[NonceSize + TagSize + plaintext.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(sealingKey, TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), plaintext, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), id.ToByteArray());
        return box;
    }

    private string Open(Guid id, byte[] box)
    {
        var plaintext = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(sealingKey, TagSize);
        aes.Decrypt(box.AsSpan(0, NonceSize), box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize), plaintext, id.ToByteArray());
        return Encoding.UTF8.GetString(plaintext);
    }
}
