namespace GmailPlatform.Processes.Tests;

/// <summary>What an operator mistypes.</summary>
public sealed class CommandLineErrorTests(MigratedWorld migrated) : IClassFixture<MigratedWorld>
{
    [Theory]
    [InlineData("tenant", "create")]
    [InlineData("tenant", "create", "--name", "")]
    [InlineData("tenant", "create", "--name", "Acme", "--return-url", "javascript:alert(1)")]
    [InlineData("tenant", "create", "--name", "Acme", "--client-secrets", "/nowhere/client_secret.json")]
    [InlineData("tenant", "suspend", "not-an-id")]
    [InlineData("tenant", "suspend", "00000000-0000-0000-0000-000000000001")]
    [InlineData("key", "create", "--tenant", "00000000-0000-0000-0000-000000000001", "--name", "web", "--permission", "grants:read")]
    [InlineData("key", "create", "--tenant", "00000000-0000-0000-0000-000000000001", "--name", "web", "--permission", "everything")]
    [InlineData("key", "revoke", "0000000000000000")]
    [InlineData("risc", "register", "--service-account", "/nowhere/key.json", "--url", "https://mail.example/google/risc")]
    [InlineData("risc", "status", "--service-account", "/dev/null")]
    [InlineData("risc", "verify")]
    [InlineData("unheard-of")]
    [InlineData("tenant", "show", "00000000-0000-0000-0000-000000000001")]
    [InlineData("tenant", "resume", "00000000-0000-0000-0000-000000000001")]
    [InlineData("tenant", "rename", "00000000-0000-0000-0000-000000000001", "Acme")]
    [InlineData("tenant", "hosted-domain", "00000000-0000-0000-0000-000000000001")]
    [InlineData("tenant", "hosted-domain", "00000000-0000-0000-0000-000000000001", "a.example", "--clear")]
    [InlineData("tenant", "return-url", "add", "00000000-0000-0000-0000-000000000001")]
    [InlineData("tenant", "return-url", "set", "00000000-0000-0000-0000-000000000001")]
    [InlineData("tenant", "secret", "list", "00000000-0000-0000-0000-000000000001")]
    [InlineData("tenant", "secret", "add", "00000000-0000-0000-0000-000000000001")]
    [InlineData("tenant", "secret", "add", "00000000-0000-0000-0000-000000000001", "--client-secrets", "/nowhere/client_secret.json")]
    [InlineData("tenant", "secret", "add", "00000000-0000-0000-0000-000000000001", "--client-secrets", "/dev/zero")]
    [InlineData("tenant", "secret", "add", "00000000-0000-0000-0000-000000000001", "--client-secrets", "/")]
    [InlineData("tenant", "create", "--name", "Acme", "--client-secrets", "-")]
    public async Task Bad_input_is_answered_by_one_line_and_a_failure(params string[] arguments)
    {
        var outcome = await migrated.World.RunAsync(arguments);

        outcome.ExitCode.Should().NotBe(0);
        outcome.Output.Should().BeEmpty();
        outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Which.Should().NotContain("   at ");
    }

    [Theory]
    [InlineData("--tenant must be an id, such as", "key", "list", "--tenant", "nope")]
    [InlineData("--tenant must be an id, such as", "key", "create", "--tenant", "7", "--name", "web", "--permission", "grants:read")]
    [InlineData("--grant must be an id, such as", "key", "list", "--tenant", "00000000-0000-0000-0000-000000000001", "--grant", "{x}")]
    [InlineData("--expires-at must be a time, such as", "key", "create", "--tenant", "00000000-0000-0000-0000-000000000001", "--name", "web", "--permission", "grants:read", "--expires-at", "soon")]
    [InlineData("<id> must be an id, such as", "tenant", "suspend", "nope")]
    [InlineData("<id> must be an id, such as", "tenant", "secret", "list", "")]
    [InlineData("<id> must be an id, such as", "grant", "revoke", "0198c0de")]
    [InlineData("<keyid> must be an id, such as", "sealing", "retire", "nope")]
    [InlineData("--revision must be a whole number", "tenant", "rename", "00000000-0000-0000-0000-000000000001", "x", "--revision", "-1")]
    [InlineData("--client-secrets must be the name of a file", "tenant", "create", "--name", "Acme", "--client-secrets", "")]
    [InlineData("--client-secrets must be the name of a file", "tenant", "secret", "add", "00000000-0000-0000-0000-000000000001", "--client-secrets", " ")]
    [InlineData("--in must be the name of a file", "audit", "verify", "--in", "")]
    [InlineData("--public-key must be the name of a file", "audit", "verify", "--in", "export", "--public-key", "")]
    [InlineData("--out must be the name of a file", "audit", "export", "--out", "")]
    [InlineData("<label> must be the 8 hex digits", "tenant", "secret", "remove", "00000000-0000-0000-0000-000000000001", "GOCSPX-pasted-instead")]
    public async Task O8_A_value_of_another_form_is_answered_with_what_is_expected_and_no_NET_type(string expected, params string[] arguments)
    {
        var outcome = await migrated.World.RunAsync(arguments);

        outcome.ExitCode.Should().Be(1);
        outcome.Error.Should().StartWith(expected).And.NotContain("System.").And.NotContain("GOCSPX");
    }
}
