using System.Text;

namespace GmailPlatform.DevHost;

/// <summary>Files that only their owner may read (mode 0600).</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces the file as a whole: a reader sees the old text or the new.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken ct)
    {
        var next = path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        };
        await using (var stream = new FileStream(next, options))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        }

        File.Move(next, path, overwrite: true);
    }

    /// <summary>A new file that is written line by line.</summary>
    public static StreamWriter CreateText(string path)
    {
        File.Delete(path);
        return new StreamWriter(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = OwnerOnly }) { AutoFlush = true };
    }

    /// <summary>A secret that is made once and kept.</summary>
    public static async Task<string> ReadOrCreateAsync(string path, Func<string> create, CancellationToken ct)
    {
        if (!File.Exists(path))
        {
            await WriteAsync(path, create(), ct);
        }

        return (await File.ReadAllTextAsync(path, ct)).Trim();
    }
}
