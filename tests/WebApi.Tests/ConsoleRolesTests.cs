using System.Security.Claims;
using GmailPlatform.WebApi.Console.SignIn;
using Microsoft.Extensions.Configuration;

namespace GmailPlatform.WebApi.Tests;

public sealed class ConsoleRolesTests
{
    private static readonly ConsoleRoles Roles = new(Configure(
        ("admin", "ada@example.com, Bob@Example.com"), ("auditor:0", "groups=gmail-auditors"), ("auditor:1", "ada@example.com"), ("operator", "preferred_username=olga@example.com")));

    [Theory]
    [InlineData("ada@example.com", "true", "Admin, Auditor")]
    [InlineData("ADA@example.com", "True", "Admin, Auditor")]
    [InlineData("bob@example.com", "true", "Admin")]
    [InlineData("ada@example.com", "false", "")]
    [InlineData("ada@example.com", null, "")]
    [InlineData("eve@example.com", "true", "")]
    public void An_address_gives_its_roles_once_the_issuer_has_verified_it(string email, string? verified, string expected)
    {
        List<(string, string)> claims = [("email", email)];
        if (verified is not null)
        {
            claims.Add(("email_verified", verified));
        }

        RolesOf([.. claims]).Should().Be(expected);
    }

    [Theory]
    [InlineData("groups", "gmail-auditors", "Auditor")]
    [InlineData("groups", "gmail-Auditors", "")]
    [InlineData("preferred_username", "olga@example.com", "Operator")]
    [InlineData("role", "admin", "")]
    public void A_claim_gives_its_role_by_its_exact_value(string claim, string value, string expected) => RolesOf((claim, value)).Should().Be(expected);

    [Fact]
    public void Without_configuration_nobody_has_a_role() =>
        new ConsoleRoles(Configure()).Of(Person(("email", "ada@example.com"), ("email_verified", "true"))).Should().BeEmpty();

    [Fact]
    public void A_role_that_is_none_is_told()
    {
        ConsoleRoles.AreKnown(Configure(("admin", "ada@example.com"), ("Operator", "x"))).Should().BeTrue();
        ConsoleRoles.AreKnown(Configure(("root", "ada@example.com"))).Should().BeFalse();
        ConsoleRoles.AreKnown(Configure(("0", "ada@example.com"))).Should().BeFalse();
    }

    private static string RolesOf(params (string Type, string Value)[] claims) => string.Join(", ", Roles.Of(Person(claims)).Order());

    private static ClaimsPrincipal Person(params (string Type, string Value)[] claims) =>
        new(new ClaimsIdentity(claims.Select(claim => new Claim(claim.Type, claim.Value)), "test"));

    private static IConfiguration Configure(params (string Role, string Value)[] roles) => new ConfigurationBuilder()
        .AddInMemoryCollection(roles.Select(role => KeyValuePair.Create($"Console:Roles:{role.Role}", (string?)role.Value)))
        .Build();
}
