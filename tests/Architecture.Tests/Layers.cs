using System.Reflection;
using System.Runtime.CompilerServices;

namespace GmailPlatform.Architecture.Tests;

/// <summary>The layers of the platform, each an assembly, and the sandbox that is none of them.</summary>
internal static class Layers
{
    public static readonly Assembly Domain = Load("Domain");
    public static readonly Assembly Application = Load("Application");
    public static readonly Assembly Infrastructure = Load("Infrastructure");
    public static readonly Assembly WebApi = Load("WebApi");
    public static readonly Assembly GoogleSandbox = Load("GoogleSandbox");

    public static readonly IReadOnlyList<Assembly> All = [Domain, Application, Infrastructure, WebApi];

    /// <summary>The types that people wrote.</summary>
    public static IEnumerable<Type> WrittenTypes(this Assembly assembly) =>
        assembly.GetTypes().Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && !type.FullName!.Contains('<', StringComparison.Ordinal));

    /// <summary>The assemblies of this repository that an assembly uses.</summary>
    public static IEnumerable<string> OursUsedBy(Assembly assembly) => assembly.GetReferencedAssemblies()
        .Select(reference => reference.Name!)
        .Where(name => name.StartsWith("GmailPlatform.", StringComparison.Ordinal) || name is "Google.Apis.Gmail.v1");

    private static Assembly Load(string layer) => Assembly.Load($"GmailPlatform.{layer}");
}
