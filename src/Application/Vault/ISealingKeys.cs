namespace GmailPlatform.Application.Vault;

/// <summary>A key of the ring, as an operator sees it.</summary>
/// <param name="IsActive">Whether everything new is sealed under it.</param>
/// <param name="IsRevoked">A revoked key seals nothing more; what it sealed still opens, so that it can be resealed.</param>
/// <param name="Opens">False when this server lacks the master key or certificate that protects it.</param>
/// <param name="ProtectedBy">Such as <c>master key 1f2e3d4c5b6a7988</c> or <c>certificate &lt;thumbprint&gt;</c>.</param>
public sealed record SealingKey(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset ActivatedAt, DateTimeOffset ExpiresAt, bool IsActive, bool IsRevoked, bool Opens, string ProtectedBy);

/// <summary>A row of the ring that is not authentic and therefore not used.</summary>
/// <param name="Reason">What is wrong with it.</param>
public sealed record RejectedKeyRow(string Row, string Reason);

/// <summary>The keys of the ring, which rests in the database and is the same on every node.</summary>
public interface ISealingKeys
{
    /// <summary>Every key, oldest first. Also answers for a ring that does not open.</summary>
    Task<IReadOnlyList<SealingKey>> ListAsync(CancellationToken ct);

    /// <summary>The rows that are not authentic under the configured master keys and certificates.</summary>
    Task<IReadOnlyList<RejectedKeyRow>> ListRejectedAsync(CancellationToken ct);

    /// <summary>
    /// Adds a key and makes it the active one. When it answers, every running node seals with it. Refuses with a
    /// <see cref="SealingKeyMissingException"/> while a key of the ring does not open here: others could not open what this server makes.
    /// </summary>
    Task<SealingKey> RotateAsync(CancellationToken ct);

    /// <summary>Removes a key; false, and nothing is removed, when something rests under it. The database itself holds that, also against a commit in flight.</summary>
    Task<bool> TryRetireAsync(Guid keyId, CancellationToken ct);

    /// <summary>Protects every key by the present master key or certificate, in one transaction; answers how many had another.</summary>
    Task<int> ProtectAsync(CancellationToken ct);
}
