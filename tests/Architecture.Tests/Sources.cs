using System.Xml.Linq;

namespace GmailPlatform.Architecture.Tests;

/// <summary>The source text, for rules about what compiling leaves no trace of.</summary>
internal static class Sources
{
    private static readonly string Root = FindRoot();

    /// <summary>The C# files below a folder of the repository, by their path from its root.</summary>
    public static IReadOnlyList<(string Path, string Text)> In(string folder) =>
    [
        .. from file in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
           let path = Path.GetRelativePath(Root, file).Replace('\\', '/')
           where !path.Split('/').Any(part => part is "bin" or "obj")
           orderby path
           select (path, File.ReadAllText(file)),
    ];

    /// <summary>What a project file names in its items of one kind, without path and extension of projects.</summary>
    public static IReadOnlyList<string> ItemsOf(string project, string item) =>
    [
        .. XDocument.Load(Path.Combine(Root, "src", project, $"{project}.csproj")).Descendants(item)
            .Select(element => (string)element.Attribute("Include")!)
            .Select(include => item is "ProjectReference" ? Path.GetFileNameWithoutExtension(include) : include),
    ];

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GmailPlatform.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside of the repository.");
        }

        return folder.FullName;
    }
}
