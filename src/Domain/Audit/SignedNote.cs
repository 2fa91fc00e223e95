namespace GmailPlatform.Domain.Audit;

/// <summary>A text with signatures below it (C2SP signed-note).</summary>
/// <param name="Text">What is signed: ends with a newline.</param>
public sealed record SignedNote(string Text, IReadOnlyList<NoteSignature> Signatures)
{
    private const string Separator = "\n\n";

    public override string ToString() => $"{Text}\n{string.Concat(Signatures.Select(signature => $"{signature}\n"))}";

    /// <summary>Null for what is no signed note.</summary>
    public static SignedNote? Parse(string note)
    {
        var split = note.LastIndexOf(Separator, StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n') || split + Separator.Length == note.Length)
        {
            return null;
        }

        var signatures = note[(split + Separator.Length)..^1].Split('\n').Select(NoteSignature.Parse).ToList();
        return signatures.Contains(null) ? null : new SignedNote(note[..(split + 1)], [.. signatures.OfType<NoteSignature>()]);
    }

    /// <summary>Null for what is not base64.</summary>
    internal static byte[]? FromBase64(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}

/// <summary>One line of a signed note.</summary>
/// <param name="KeyName">The name of the key.</param>
/// <param name="KeyId">Four bytes, in lower-case hexadecimal.</param>
/// <param name="Signature">Of the text's UTF-8.</param>
public sealed record NoteSignature(string KeyName, string KeyId, byte[] Signature)
{
    private const int KeyIdLength = 4;
    private const string Dash = "— ";

    public override string ToString() => $"{Dash}{KeyName} {Convert.ToBase64String([.. Convert.FromHexString(KeyId), .. Signature])}";

    /// <summary>Null for what is no such line.</summary>
    public static NoteSignature? Parse(string line) =>
        line.StartsWith(Dash, StringComparison.Ordinal)
        && line[Dash.Length..].Split(' ') is [{ Length: > 0 } name, var signature]
        && SignedNote.FromBase64(signature) is { Length: > KeyIdLength } bytes
            ? new NoteSignature(name, Convert.ToHexStringLower(bytes[..KeyIdLength]), bytes[KeyIdLength..])
            : null;
}
