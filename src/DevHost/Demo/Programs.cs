using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Demo;

/// <summary>The other programs of this solution, found beside our own build: <c>src/X/bin/CONFIGURATION/FRAMEWORK/</c>.</summary>
internal static class Programs
{
    public static ProgramStart Platform(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        Find("WebApi", arguments) with { Environment = environment };

    public static ProgramStart Sandbox(IReadOnlyDictionary<string, string> environment, params IReadOnlyList<string> arguments) =>
        Find("GoogleSandbox", arguments) with { Environment = environment };

    private static ProgramStart Find(string project, IReadOnlyList<string> arguments)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var (framework, configuration) = (output.Name, output.Parent!.Name);
        var folder = Path.Combine(output.Parent.Parent!.Parent!.Parent!.FullName, project);
        var program = Path.Combine(folder, "bin", configuration, framework, $"GmailPlatform.{project}.dll");
        return File.Exists(program)
            ? new ProgramStart("dotnet", [program, .. arguments]) { WorkingDirectory = folder }
            : throw new DevHostException($"{program} is missing: build the solution first.");
    }
}
