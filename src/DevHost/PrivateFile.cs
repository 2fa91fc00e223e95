using System.Text;

namespace GmailPlatform.DevHost;

/// <summary>Files that only their owner may read (mode 0600).</summary>
internal static class PrivateFile
{
    /// <summary>Replaces the file as a whole: a reader sees the old text or the new.</summary>
    public static async Task WriteAsync(string path, string text, CancellationToken ct)
    {
        var next = path + ".new";
        File.Delete(next);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        };
        await using (var stream = new FileStream(next, options))
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        }

        File.Move(next, path, overwrite: true);
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
