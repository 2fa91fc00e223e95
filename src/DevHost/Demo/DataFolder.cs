using System.Security.Cryptography;

namespace GmailPlatform.DevHost.Demo;

/// <summary>Where a run keeps its things, so that the next one finds them.</summary>
internal sealed class DataFolder(string path)
{
    public string Postgres => Path.Combine(path, "postgres");

    public string DemoFile => Path.Combine(path, "demo.json");

    /// <summary>What the sandbox remembers, so that consents outlive a restart.</summary>
    public string SandboxState => Path.Combine(path, "sandbox.json");

    /// <summary>The platform's environment, for <c>./gmailplatform</c> while the run lasts.</summary>
    public string PlatformEnvironmentFile => Path.Combine(path, "platform.env");

    /// <summary>Where the platform appends each signed checkpoint of its history.</summary>
    public string WitnessFile => Path.GetFullPath(Path.Combine(path, "witness.ndjson"));

    public string LogFile(string program) => Path.Combine(path, "logs", program + ".log");

    public void Create()
    {
        try
        {
            Directory.CreateDirectory(Path.Combine(path, "logs"));
            // Created before the first checkpoint, so that it can be copied at any time.
            File.Open(WitnessFile, FileMode.OpenOrCreate).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DevHostException($"The data folder {path} cannot be used ({failure.Message}): choose another with GMAILPLATFORM_DATA.");
        }
    }

    public Task<string> MasterKeyAsync(CancellationToken ct) =>
        PrivateFile.ReadOrCreateAsync(Path.Combine(path, "master.key"), () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), ct);

    public Task<string> SandboxClientSecretAsync(CancellationToken ct) =>
        PrivateFile.ReadOrCreateAsync(Path.Combine(path, "sandbox-client.secret"), () => RandomNumberGenerator.GetHexString(48, lowercase: true), ct);
}
