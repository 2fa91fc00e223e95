namespace GmailPlatform.DevHost.Tests;

/// <summary>A folder of a test's own that every account may pass through.</summary>
internal sealed class TempFolder : IDisposable
{
    public TempFolder()
    {
        Path = Directory.CreateTempSubdirectory("gmailplatform-tests-").FullName;
        Postgres.ServerAccount.LetPass(Path);
    }

    public string Path { get; }

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Script(string name, string text)
    {
        var file = File(name);
        System.IO.File.WriteAllText(file, "#!/bin/bash\n" + text + "\n");
        System.IO.File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
