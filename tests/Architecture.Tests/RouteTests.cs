using System.Reflection;
using System.Text.RegularExpressions;

namespace GmailPlatform.Architecture.Tests;

public sealed partial class RouteTests
{
    /// <summary>Routes that send no request of their own, each with the reason why.</summary>
    private static readonly IReadOnlyDictionary<string, string> OtherRoutes = new Dictionary<string, string>
    {
        ["SignIn"] = "It leads to the issuer, whose answer starts the session.",
        ["ShowSignedOut"] = "It only says so.",
    };

    [Fact]
    public void Every_route_is_a_method_named_after_the_request_it_sends()
    {
        var routes = Routes().ToList();
        var known = Requests.All.Select(request => request.Type.Name).Concat(OtherRoutes.Keys).Select(name => $"{name}Async").ToHashSet();

        routes.Should().NotBeEmpty();
        routes.Where(route => !known.Contains(route.Method)).Should().BeEmpty();
    }

    [Fact]
    public void Every_method_that_a_route_names_is_there()
    {
        var endpoints = Layers.WebApi.WrittenTypes().Where(type => type.Name.EndsWith("Endpoints", StringComparison.Ordinal)).ToList();
        var methods = endpoints.SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)).Select(method => method.Name).ToHashSet();

        endpoints.Should().NotBeEmpty();
        Routes().Where(route => !methods.Contains(route.Method)).Should().BeEmpty();
    }

    /// <summary>The handler of every route in a file of endpoints, as it is written there: a method's name, or a lambda.</summary>
    private static IEnumerable<(string Path, string Method)> Routes() =>
        from file in Sources.In("src/WebApi")
        where file.Path.EndsWith("Endpoints.cs", StringComparison.Ordinal)
        from Match route in Route().Matches(file.Text)
        select (file.Path, route.Groups["method"].Value);

    [GeneratedRegex(
        """\.Map(Get|Post|Put|Patch|Delete|Methods|Fallback)?\(\s*\$?"[^"]*"\s*,\s*(\[[^\]]*\]\s*,\s*)?(?<method>\w+|[^;]+?)\s*\)""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Route();
}
