using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Tests;

/// <summary>The scripts and programs of the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>In its own build output: from there it finds the programs that it starts.</summary>
    public static string DevHost
    {
        get
        {
            var output = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(Root, "src", "DevHost", "bin", output.Parent!.Name, output.Name, "GmailPlatform.DevHost.dll");
        }
    }

    public static Task<CommandResult> RunAsync(string script, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        Command.RunAsync(
            new ProgramStart("/bin/bash", [Path.Combine(Root, script), .. arguments]) { Environment = environment },
            TestContext.Current.CancellationToken);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "GmailPlatform.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
