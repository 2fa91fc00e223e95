namespace GmailPlatform.Domain.Vault;

/// <summary>What can go wrong with sealing keys. The codes are the HTTP contract.</summary>
public static class VaultFailures
{
    /// <summary>Something rests sealed under a key that is not here; bringing the key back repairs it.</summary>
    public static Failure SealingKeyMissing(Guid keyId, bool isInRing) => new(
        "sealing_key_missing",
        FailureKind.OperatorNeeded,
        isInRing
            ? $"Sealing key {keyId} does not open: this server has another master key or certificate than the one that protects it, or its row was changed in the database. Nothing was changed; an operator must configure the right one."
            : $"Sealing key {keyId} is missing from the key ring. Nothing was changed; an operator must bring it back.");

    /// <summary>The key that authenticates stored documents is not usable; without it no document that grants access can be trusted.</summary>
    public static Failure IntegrityKeyMissing(bool isInRing) => new(
        "sealing_key_missing",
        FailureKind.OperatorNeeded,
        isInRing
            ? "The integrity key does not open: this server has another master key or certificate than the one that protects it, or its row was changed in the database. Nothing was changed; an operator must configure the right one."
            : "The integrity key is missing from the key ring. Nothing was changed; an operator must run 'gmailplatform migrate', or bring it back.");

    /// <summary>A stored document that grants access is not as this platform wrote it.</summary>
    public static Failure DataNotAuthentic(string kind) => new(
        "data_not_authentic",
        FailureKind.OperatorNeeded,
        $"A stored {kind} is not authentic: it was changed in the database. It has no effect; the log names it, and an operator must restore or delete it.");

    /// <summary>The key cannot be dropped yet.</summary>
    public static Failure SealingKeyInUse(string detail) => new("sealing_key_in_use", FailureKind.Conflict, detail);

    /// <summary>No key of the ring has this id.</summary>
    public static Failure UnknownSealingKey(Guid keyId) => new("not_found", FailureKind.NotFound, $"There is no sealing key {keyId} in the key ring.");

    /// <summary>A reseal went through everything and could not open some of it.</summary>
    public static Failure ResealIncomplete(long left) => new(
        "reseal_incomplete", FailureKind.OperatorNeeded, $"{left} sealed values are still under older keys: they were damaged or are being written all the time. The log names those that do not open.");
}
