namespace GmailPlatform.WebApi.Mailbox;

/// <summary>
/// Keeps what is too large for memory and must be read more than once in a file that only this process can reach and that does not
/// outlive it.
/// </summary>
internal static class SpooledStream
{
    private const int BufferSize = 64 * 1024;

    public static async Task<FileStream> CreateAsync(Stream source, CancellationToken ct)
    {
        var file = Open();
        try
        {
            await source.CopyToAsync(file, BufferSize, ct);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = BufferSize,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(Path.Combine(Path.GetTempPath(), $"gmailplatform-{Guid.NewGuid():N}"), options);
        if (!OperatingSystem.IsWindows())
        {
            // Gone from the directory at once, so that not even a killed process leaves mail behind.
            File.Delete(file.Name);
        }

        return file;
    }
}
