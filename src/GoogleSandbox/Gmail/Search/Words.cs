using System.Text;

namespace GmailPlatform.GoogleSandbox.Gmail.Search;

/// <summary>Text as search sees it: lower-case words with one space around each, so that a phrase is a substring.</summary>
internal readonly record struct Words
{
    private readonly string? _spaced;

    private Words(string spaced) => _spaced = spaced;

    public bool IsEmpty => Spaced.Length <= 1;

    private string Spaced => _spaced ?? " ";

    public static Words Of(string? text)
    {
        var spaced = new StringBuilder(" ", (text?.Length ?? 0) + 2);
        foreach (var letter in text ?? "")
        {
            if (char.IsLetterOrDigit(letter))
            {
                spaced.Append(char.ToLowerInvariant(letter));
            }
            else if (spaced[^1] != ' ')
            {
                spaced.Append(' ');
            }
        }

        if (spaced[^1] != ' ')
        {
            spaced.Append(' ');
        }

        return new Words(spaced.ToString());
    }

    public bool Contain(Words phrase) => Spaced.Contains(phrase.Spaced, StringComparison.Ordinal);

    /// <summary>Whether the phrases occur with at most <paramref name="distance"/> words between them, in any order.</summary>
    public bool ContainNear(Words left, Words right, int distance)
    {
        var (lefts, rights) = (Positions(left), Positions(right));
        // Both rise: whichever is behind goes on, since the other can come no nearer to it.
        for (var (a, b) = (0, 0); a < lefts.Count && b < rights.Count;)
        {
            if (Math.Abs(lefts[a] - rights[b]) <= distance + 1L)
            {
                return true;
            }

            (a, b) = lefts[a] < rights[b] ? (a + 1, b) : (a, b + 1);
        }

        return false;
    }

    private List<int> Positions(Words phrase)
    {
        var positions = new List<int>();
        var word = 0;
        var scanned = 0;
        for (var at = Spaced.IndexOf(phrase.Spaced, StringComparison.Ordinal);
             at >= 0;
             at = Spaced.IndexOf(phrase.Spaced, at + 1, StringComparison.Ordinal))
        {
            word += Spaced.AsSpan(scanned, at - scanned).Count(' ');
            scanned = at;
            positions.Add(word);
        }

        return positions;
    }
}
