using System.Diagnostics;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Tests;

public sealed class DevEnvironmentTests : IAsyncLifetime
{
    private FakePrograms _fake = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _fake = await FakePrograms.StartAsync();

    public ValueTask DisposeAsync() => _fake.DisposeAsync();

    [Fact]
    public async Task A_first_start_says_what_to_open_and_to_try_and_a_stop_ends_everything()
    {
        using var devHost = await _fake.StartDevHostAsync();
        var welcome = await ReadWelcomeAsync(devHost);

        welcome.Should().Contain(PlatformUrl).And.Contain("ada@example.com")
            .And.Contain($"curl -s {PlatformUrl}/v1/grants -H 'Authorization: Bearer {_fake.Key}'");
        _fake.Demo.GetProperty("mailUsers").EnumerateArray().Select(user => user.GetProperty("email").GetString()).Should().Equal("ada@example.com");
        _fake.Demo.GetProperty("consoleUsers").EnumerateArray().Select(user => $"{user.GetProperty("email")} {user.GetProperty("role")}").Should()
            .Equal("admin@console.example admin", "auditor@console.example auditor", "operator@console.example operator");
        _fake.Demo.GetProperty("postgres").GetString().Should().Be("Host=elsewhere");
        (await StopAsync(devHost)).Should().Be(0);
        _fake.IsRunning("WebApi").Should().BeFalse();
        _fake.IsRunning("GoogleSandbox").Should().BeFalse();
        File.Exists(Path.Combine(_fake.DataFolder, "platform.env")).Should().BeFalse();
        (await File.ReadAllTextAsync(Path.Combine(_fake.DataFolder, "logs", "platform.log"), Ct)).Should().Be("GmailPlatform.WebApi is up\n");
    }

    [Fact]
    public async Task G9_The_demo_file_is_there_before_the_platform_can_be_ready()
    {
        using var devHost = await _fake.StartDevHostAsync();
        await ReadWelcomeAsync(devHost);
        await StopAsync(devHost);

        _fake.PlatformFoundDemo.Should().BeTrue();
    }

    [Fact]
    public async Task The_platform_takes_the_sandbox_for_Google()
    {
        using var devHost = await _fake.StartDevHostAsync();
        await ReadWelcomeAsync(devHost);
        await StopAsync(devHost);

        _fake.EnvironmentOf("WebApi").Should().Contain(
        [
            $"ASPNETCORE_URLS={PlatformUrl}",
            "ASPNETCORE_ENVIRONMENT=Development",
            "ConnectionStrings__Postgres=Host=elsewhere",
            "Google__ClientId=sandbox-client.apps.googleusercontent.com",
            $"Google__RedirectUri={PlatformUrl}/oauth/google/callback",
            $"Google__Endpoints__Authorization={PlatformUrl}/o/oauth2/v2/auth",
            $"Google__Endpoints__Token={PlatformUrl}/token",
            $"Google__Endpoints__Revocation={PlatformUrl}/revoke",
            $"Google__Endpoints__UserInfo={PlatformUrl}/v1/userinfo",
            $"Google__Endpoints__Jwks={PlatformUrl}/oauth2/v3/certs",
            $"Google__Endpoints__Issuer={PlatformUrl}",
            $"Google__Endpoints__GmailRoot={PlatformUrl}/",
            $"Console__Oidc__Authority={PlatformUrl}",
            "Console__Oidc__ClientId=console-client.apps.googleusercontent.com",
            "Console__Roles__admin=admin@console.example",
            "Console__Roles__auditor=auditor@console.example",
            "Console__Roles__operator=operator@console.example",
        ]);
        _fake.EnvironmentOf("GoogleSandbox").Should().Contain(
        [
            "Sandbox__ClientId=sandbox-client.apps.googleusercontent.com",
            $"Sandbox__RedirectUris__0={PlatformUrl}/oauth/google/callback",
            "Sandbox__RedirectUris__1=http://localhost:8080/callback",
            $"Sandbox__StateFile={Path.Combine(_fake.DataFolder, "sandbox.json")}",
        ]);
        Setting("GoogleSandbox", "Sandbox__ClientSecret").Should().Be(Setting("WebApi", "Google__ClientSecret"));
        Convert.FromBase64String(Setting("WebApi", "Sealing__MasterKey")).Should().HaveCount(32);
    }

    [Fact]
    public async Task N6_The_platform_has_a_witness_that_can_be_copied_from_the_start_and_outlives_a_restart()
    {
        var witness = Path.Combine(_fake.DataFolder, "witness.ndjson");
        using (var first = await _fake.StartDevHostAsync())
        {
            await ReadWelcomeAsync(first);
            Setting("WebApi", "Audit__Witness__File").Should().Be(witness);
            (await File.ReadAllTextAsync(witness, Ct)).Should().BeEmpty();
            await StopAsync(first);
        }

        await File.WriteAllTextAsync(witness, "{}\n", Ct);
        using var second = await _fake.StartDevHostAsync();
        await ReadWelcomeAsync(second);
        await StopAsync(second);

        (await File.ReadAllTextAsync(witness, Ct)).Should().Be("{}\n");
    }

    [Fact]
    public async Task A_second_start_keeps_the_key_while_the_platform_takes_it()
    {
        var first = await KeyOfARunAsync();
        _fake.ValidKey = first;
        var second = await KeyOfARunAsync();
        _fake.ValidKey = "gp_another";
        var third = await KeyOfARunAsync();

        second.Should().Be(first);
        third.Should().NotBe(first);
        _fake.Commands.Should().HaveCount(6);
        _fake.Commands[2].Should().EndWith("key create --tenant tenant-1 --name demo --permission grants:read --permission grants:write "
            + "--permission tokens:read --permission mail:read --permission mail:write --json");
    }

    [Fact]
    public async Task A_program_that_dies_stops_all_and_is_named()
    {
        using var devHost = await _fake.StartDevHostAsync();
        await ReadWelcomeAsync(devHost);

        Signals.Send(_fake.ProcessIdOf("GoogleSandbox"), 9);
        await devHost.WaitForExitAsync(Ct);

        devHost.ExitCode.Should().Be(1);
        (await devHost.StandardError.ReadToEndAsync(Ct)).Should()
            .Be("The Google sandbox stopped by itself (exit code 137). Its last lines:\nGmailPlatform.GoogleSandbox is up\n");
        _fake.IsRunning("WebApi").Should().BeFalse();
    }

    [Fact]
    public async Task No_program_survives_a_kill_of_DevHost()
    {
        using var devHost = await _fake.StartDevHostAsync();
        await ReadWelcomeAsync(devHost);

        devHost.Kill();

        var waited = Stopwatch.StartNew();
        while (_fake.IsRunning("WebApi") || _fake.IsRunning("GoogleSandbox"))
        {
            waited.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
            await Task.Delay(20, Ct);
        }
    }

    [Fact]
    public async Task With_Googles_client_file_there_is_no_sandbox_and_Google_stays_Google()
    {
        using var devHost = await _fake.StartDevHostAsync(("Google__ClientSecretsFile", "/etc/client_secret.json"));
        await ReadWelcomeAsync(devHost);
        await StopAsync(devHost);

        _fake.WasStarted("GoogleSandbox").Should().BeFalse();
        _fake.EnvironmentOf("WebApi").Where(line => line.StartsWith("Google__", StringComparison.Ordinal) || line.StartsWith("Console__", StringComparison.Ordinal))
            .Should().Equal("Google__ClientSecretsFile=/etc/client_secret.json");
        _fake.Demo.GetProperty("mailUsers").GetArrayLength().Should().Be(0);
        _fake.Demo.GetProperty("consoleUsers").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Without_a_given_database_there_is_one_in_the_data_folder()
    {
        using var devHost = await _fake.StartDevHostAsync(("ConnectionStrings__Postgres", ""));
        await ReadWelcomeAsync(devHost);

        var database = await Sql.AskAsync(_fake.Demo.GetProperty("postgres").GetString()!, "SELECT current_database()");
        var exitCode = await StopAsync(devHost);

        database.Should().Be("gmailplatform");
        exitCode.Should().Be(0);
        File.Exists(Path.Combine(_fake.DataFolder, "postgres", "PG_VERSION")).Should().BeTrue();
        File.Exists(Path.Combine(_fake.DataFolder, "postgres", "postmaster.pid")).Should().BeFalse();
    }

    private string PlatformUrl => _fake.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private static async Task<string> ReadWelcomeAsync(Process devHost)
    {
        var text = "";
        while (!text.Contains("/v1/grants -H", StringComparison.Ordinal))
        {
            text += await devHost.StandardOutput.ReadLineAsync(Ct) is { } line
                ? line + "\n"
                : throw new InvalidOperationException("DevHost ended: " + await devHost.StandardError.ReadToEndAsync(Ct));
        }

        return text;
    }

    private static async Task<int> StopAsync(Process devHost)
    {
        Signals.Send(devHost.Id, Signals.Terminate);
        await devHost.WaitForExitAsync(Ct);
        return devHost.ExitCode;
    }

    private async Task<string> KeyOfARunAsync()
    {
        using var devHost = await _fake.StartDevHostAsync();
        await ReadWelcomeAsync(devHost);
        await StopAsync(devHost);
        return _fake.Key;
    }

    private string Setting(string program, string name) =>
        _fake.EnvironmentOf(program).Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
