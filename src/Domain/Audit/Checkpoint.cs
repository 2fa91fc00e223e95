using System.Globalization;

namespace GmailPlatform.Domain.Audit;

/// <summary>The head of the tree of all events (C2SP tlog-checkpoint).</summary>
/// <param name="Origin">Names this log and no other.</param>
/// <param name="Size">How many leaves.</param>
/// <param name="RootHash">Over all of them.</param>
public sealed record Checkpoint(string Origin, long Size, byte[] RootHash)
{
    /// <summary>The text that is signed.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(RootHash)}\n");

    /// <summary>Reads the text of a checkpoint; null for what is none. Lines that follow are allowed and mean nothing here.</summary>
    public static Checkpoint? Parse(string text) =>
        text.Split('\n') is [{ Length: > 0 } origin, var size, var root, .., ""]
        && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var leaves)
        && SignedNote.FromBase64(root) is { Length: 32 } hash
            ? new Checkpoint(origin, leaves, hash)
            : null;
}
