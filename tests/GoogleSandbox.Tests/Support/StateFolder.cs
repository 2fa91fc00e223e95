namespace GmailPlatform.GoogleSandbox.Tests.Support;

/// <summary>A folder for state files, and a sandbox on one of them.</summary>
public sealed class StateFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sandbox-state-");

    public string File => FileOf("sandbox.json");

    public string[] Names => [.. _folder.EnumerateFileSystemInfos().Select(entry => entry.Name)];

    public string FileOf(string name) => Path.Combine(_folder.FullName, name);

    public Task<Sandbox> StartAsync(params string[] args) => Sandbox.StartAsync(null, [$"--Sandbox:StateFile={File}", .. args]);

    public void Dispose() => _folder.Delete(recursive: true);
}
