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
    public async Task Bad_input_is_answered_by_one_line_and_a_failure(params string[] arguments)
    {
        var outcome = await migrated.World.RunAsync(arguments);

        outcome.ExitCode.Should().NotBe(0);
        outcome.Output.Should().BeEmpty();
        outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().ContainSingle().Which.Should().NotContain("   at ");
    }
}
