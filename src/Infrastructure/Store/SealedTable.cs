using GmailPlatform.Infrastructure.Vault;
using GmailPlatform.Infrastructure.Store.Authentic;

namespace GmailPlatform.Infrastructure.Store;

/// <summary>A table of documents that each hold one sealed value, with the key's row beside it in a column of its own.</summary>
/// <param name="Table">With its schema.</param>
/// <param name="Property">The sealed value in the document, in base64.</param>
/// <param name="Kind">Of documents that are authenticated as a whole, see <see cref="DocumentKinds"/>; null for those whose sealed values are all that counts.</param>
internal sealed record SealedTable(string Table, string Property, string? Kind = null)
{
    /// <summary>
    /// Holds the row of the ring that the value needs, by a foreign key: a key goes only when nothing rests under it, and nothing can
    /// be written under one that is gone.
    /// </summary>
    public const string KeyColumn = "sealing_key";

    public static readonly SealedTable GrantKeys = new($"{MartenSetup.Schema}.mt_doc_sealed_credential", "wrappedKey");
    public static readonly SealedTable Authorizations = new($"{MartenSetup.Schema}.mt_doc_authorization", "sealedSecrets", "authorization");
    public static readonly SealedTable ClientSecrets = new($"{MartenSetup.Schema}.mt_doc_tenant", "sealedGoogleClientSecret", "tenant");
    public static readonly SealedTable TokenLookupKeys = new($"{MartenSetup.Schema}.mt_doc_token_lookup_key", "sealedKey");
    public static readonly SealedTable CheckpointKeys = new($"{MartenSetup.Schema}.mt_doc_checkpoint_key", "sealedKey", "checkpoint_key");

    private static readonly IReadOnlyList<SealedTable> All = [GrantKeys, Authorizations, ClientSecrets, TokenLookupKeys, CheckpointKeys];

    /// <summary>Each key that anything rests under, read off the index in as many steps as there are keys.</summary>
    public static string KeysInUse { get; } = string.Join(" union ", All.Select(sealedTable => $"""
        (with recursive used(key) as (
            (select min({KeyColumn}) from {sealedTable.Table})
            union all
            select (select min({KeyColumn}) from {sealedTable.Table} where {KeyColumn} > used.key) from used where used.key is not null)
        select key from used where key is not null)
        """));

    /// <summary>Notes the keys of values that were sealed before keys were noted; a key that is not there stays unnoted.</summary>
    public static string NoteKeys { get; } = string.Join(";\n", All.Select(sealedTable => $"""
        update {sealedTable.Table} t set {KeyColumn} = ring.id from {PostgresXmlRepository.TableName} ring
        where t.{KeyColumn} is null and t.data ->> '{sealedTable.Property}' is not null and ring.id = {SealedPayload.KeyRowSql($"t.data ->> '{sealedTable.Property}'")}
        """));
}
