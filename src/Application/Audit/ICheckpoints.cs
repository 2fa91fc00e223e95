using GmailPlatform.Domain.Audit;

namespace GmailPlatform.Application.Audit;

/// <summary>A head of the tree that was signed.</summary>
/// <param name="Note">The signed note, as verifiers take it.</param>
/// <param name="ConfirmedAt">When it was last found to be the present head: later than <paramref name="SignedAt"/> where nothing was written since.</param>
public sealed record SignedCheckpoint(Checkpoint Checkpoint, string Note, DateTimeOffset SignedAt, DateTimeOffset ConfirmedAt);

/// <summary>A key that signs checkpoints, or did.</summary>
/// <param name="RetiredAt">When its private half was destroyed; null for the one in use.</param>
public sealed record CheckpointKey(NoteKey Key, DateTimeOffset CreatedAt, DateTimeOffset? RetiredAt);

/// <summary>Keeps signed heads.</summary>
public interface ICheckpointStore
{
    /// <summary>Keeps one and answers true; where there is one of the same size and key, notes that it was confirmed.</summary>
    Task<bool> SaveAsync(SignedCheckpoint checkpoint, CancellationToken ct);

    /// <summary>The largest, and of one size the latest; null before the first.</summary>
    Task<SignedCheckpoint?> FindLatestAsync(CancellationToken ct);

    /// <summary>The latest of one size.</summary>
    Task<SignedCheckpoint?> FindAsync(long size, CancellationToken ct);

    /// <summary>All of them, the smallest first.</summary>
    IAsyncEnumerable<SignedCheckpoint> ListAsync(CancellationToken ct);
}

/// <summary>Signs heads with a key that rests sealed.</summary>
public interface ICheckpointSigner
{
    /// <summary>Signs by the key in use, which is made where there is none.</summary>
    Task<SignedNote> SignAsync(Checkpoint checkpoint, CancellationToken ct);

    /// <summary>Puts a new key in the place of the one in use. The head is signed by both, and then the old private half is destroyed.</summary>
    Task<SignedNote> RotateAsync(Checkpoint head, CancellationToken ct);

    /// <summary>All keys that ever signed, the oldest first.</summary>
    Task<IReadOnlyList<CheckpointKey>> ListAsync(CancellationToken ct);
}

/// <summary>Checks signatures.</summary>
public interface ISignatureCheck
{
    /// <summary>Whether the key signed the text (Ed25519, RFC 8032).</summary>
    bool Verifies(NoteKey key, string text, byte[] signature);
}
