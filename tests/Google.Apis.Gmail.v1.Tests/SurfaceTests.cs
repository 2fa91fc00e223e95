using System.Reflection;
using Google.Apis.Gmail.v1;

namespace GmailPlatform.GmailClient.Tests;

/// <summary>The official package can take this project's place only while every name and type here is also there.</summary>
public sealed class SurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Type[] PublicTypes =
        [.. typeof(GmailService).Assembly.GetExportedTypes().Where(type => !type.IsEnum && !Surface.IsOurs(type))];

    [Fact]
    public void The_public_surface_is_the_official_ones()
    {
        var ours = PublicTypes.Select(type => string.Join('\n', Surface.Describe(type)));

        string.Join('\n', ours.Order(StringComparer.Ordinal)).Should().Be(string.Join('\n', Facts.Read("Surface.txt")));
    }

    [Fact]
    public void Every_method_and_property_can_be_overridden_as_in_the_official_package()
    {
        var members = typeof(GmailService).Assembly.GetExportedTypes().Where(type => type is { IsEnum: false, IsSealed: false })
            .SelectMany(type => type.GetMethods(Declared))
            .ToList();

        members.Should().HaveCountGreaterThan(300).And.OnlyContain(method => method.IsVirtual && !method.IsFinal);
    }

    [Fact]
    public void Nobody_else_can_build_on_the_types_that_the_official_package_lacks() =>
        typeof(GmailService).Assembly.GetExportedTypes().Where(Surface.IsOurs)
            .Should().HaveCount(3)
            .And.OnlyContain(type => type.IsAbstract && Array.TrueForAll(type.GetConstructors(BindingFlags.NonPublic | BindingFlags.Instance), each => each.IsFamilyAndAssembly));
}
