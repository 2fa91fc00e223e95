using System.Runtime.InteropServices;
using NetArchTest.Rules;

namespace GmailPlatform.Architecture.Tests;

public sealed class LayerTests
{
    [Fact]
    public void Domain_knows_nothing_but_the_base_class_library()
    {
        var used = Layers.Domain.GetReferencedAssemblies();

        used.Should().NotBeEmpty();
        used.Should().OnlyContain(reference => File.Exists(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), reference.Name + ".dll")));
        Sources.ItemsOf("Domain", "PackageReference").Should().BeEmpty();
        Sources.ItemsOf("Domain", "ProjectReference").Should().BeEmpty();
        Sources.ItemsOf("Domain", "FrameworkReference").Should().BeEmpty();
    }

    [Fact]
    public void Application_knows_Domain_only()
    {
        Layers.OursUsedBy(Layers.Application).Should().Equal("GmailPlatform.Domain");
        Sources.ItemsOf("Application", "ProjectReference").Should().Equal("Domain");
    }

    [Theory]
    [InlineData("Marten")]
    [InlineData("JasperFx")]
    [InlineData("Weasel")]
    [InlineData("Npgsql")]
    [InlineData("Hangfire")]
    [InlineData("Google")]
    [InlineData("MimeKit")]
    [InlineData("Microsoft.AspNetCore")]
    public void Application_names_no_technology(string technology)
    {
        Layers.Application.WrittenTypes().Should().NotBeEmpty();
        FailingTypes(Types.InAssembly(Layers.Application).ShouldNot().HaveDependencyOn(technology)).Should().BeEmpty();
        Layers.Application.GetReferencedAssemblies().Should().NotContain(reference => reference.Name!.StartsWith(technology, StringComparison.Ordinal));
        Sources.ItemsOf("Application", "PackageReference").Should().NotBeEmpty().And.NotContain(package => package.StartsWith(technology, StringComparison.Ordinal));
    }

    [Fact]
    public void Infrastructure_and_WebApi_know_Application()
    {
        Layers.OursUsedBy(Layers.Infrastructure).Should().Contain("GmailPlatform.Application").And.NotContain("GmailPlatform.WebApi");
        Layers.OursUsedBy(Layers.WebApi).Should().Contain("GmailPlatform.Application");
    }

    [Fact]
    public void WebApi_names_Infrastructure_only_where_it_composes_the_program()
    {
        Sources.In("src/WebApi").Where(file => file.Text.Contains("GmailPlatform.Infrastructure", StringComparison.Ordinal))
            .Select(file => file.Path)
            .Should().Equal("src/WebApi/Program.cs");
        FailingTypes(Types.InAssembly(Layers.WebApi).That().DoNotHaveName("Program").ShouldNot().HaveDependencyOn("GmailPlatform.Infrastructure"))
            .Should().BeEmpty();
    }

    [Fact]
    public void The_sandbox_knows_none_of_ours()
    {
        Layers.GoogleSandbox.GetReferencedAssemblies().Should().NotBeEmpty();
        Layers.OursUsedBy(Layers.GoogleSandbox).Should().BeEmpty();
        Sources.ItemsOf("GoogleSandbox", "ProjectReference").Should().BeEmpty();
    }

    private static IEnumerable<string> FailingTypes(ConditionList rule) => rule.GetResult().FailingTypeNames ?? [];
}
