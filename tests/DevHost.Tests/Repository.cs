using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Tests;

/// <summary>The scripts at the top of the repository.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static Task<CommandResult> RunAsync(string script, IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        Command.RunAsync(
            new ProgramStart("/bin/bash", [Path.Combine(Root, script), .. arguments]) { Environment = environment },
            TestContext.Current.CancellationToken);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "GmailPlatform.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
