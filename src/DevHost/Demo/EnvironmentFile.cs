namespace GmailPlatform.DevHost.Demo;

/// <summary>The environment as lines that a shell sources; it goes when the programs that it describes stop.</summary>
internal sealed class EnvironmentFile : IAsyncDisposable
{
    private readonly string _path;

    private EnvironmentFile(string path) => _path = path;

    public static async Task<EnvironmentFile> WriteAsync(string path, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        await PrivateFile.WriteAsync(path, string.Concat(environment.Select(entry => $"{entry.Key}={Quote(entry.Value)}\n")), ct);
        return new EnvironmentFile(path);
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(_path);
        return ValueTask.CompletedTask;
    }

    private static string Quote(string value) => $"'{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
