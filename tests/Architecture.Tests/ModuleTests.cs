namespace GmailPlatform.Architecture.Tests;

public sealed class ModuleTests
{
    private static readonly Dictionary<Type, IReadOnlySet<string>> Named = Layers.All
        .SelectMany(layer => NamedTypes.Of(layer).Select(named => (Type: layer.GetType(named.Key)!, named.Value)))
        .ToDictionary(named => named.Type, named => named.Value);

    /// <summary>The console shows all of them.</summary>
    public static TheoryData<string> EveryBoundModule => [.. Modules.All.Except([Modules.Console])];

    [Theory]
    [MemberData(nameof(EveryBoundModule))]
    public void A_module_names_only_what_it_may(string module)
    {
        var members = Named.Where(named => Modules.Of(named.Key) == module).ToList();
        var forbidden = Modules.Types.Where(type => !Modules.MayName(module, type)).ToList();

        members.Should().NotBeEmpty();
        forbidden.Should().NotBeEmpty();
        Naming(members, forbidden).Should().BeEmpty();
    }

    [Fact]
    public void Nobody_names_audit_but_the_console_and_what_composes_the_program()
    {
        var audit = Modules.Types.Where(type => Modules.Of(type) is Modules.Audit).ToList();
        var others = Named.Where(named => Modules.Of(named.Key) is not (Modules.Audit or Modules.Console) && named.Key.Name is not ("Program" or "DependencyInjection" or "CommandLine")).ToList();

        audit.Should().NotBeEmpty();
        others.Should().NotBeEmpty();
        Naming(others, audit).Should().BeEmpty();
    }

    [Fact]
    public void The_rules_see_what_a_module_names()
    {
        var handler = Named.Single(named => named.Key.Name is "GetCredentialHistoryHandler").Value;

        handler.Should().Contain(["GmailPlatform.Application.Audit.ICredentialHistory", "GmailPlatform.Domain.CommonFailures"]);
    }

    [Fact]
    public void Every_module_is_a_folder_of_the_same_name_in_Application()
    {
        var folders = Sources.In("src/Application").Select(file => file.Path.Split('/')).Where(path => path.Length > 3).Select(path => path[2]).Distinct();

        folders.Except(["Behaviors"]).Should().BeEquivalentTo(Modules.All);
    }

    private static IEnumerable<string> Naming(IEnumerable<KeyValuePair<Type, IReadOnlySet<string>>> types, IReadOnlyList<Type> forbidden) =>
        from type in types
        from other in forbidden
        where type.Value.Contains(other.FullName!)
        select $"{type.Key.FullName} names {other.FullName}";
}
