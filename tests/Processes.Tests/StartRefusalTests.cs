using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>A server that cannot do its work says in one line what to repair, and ends.</summary>
public sealed class StartRefusalTests(MigratedWorld migrated, Worlds worlds) : IClassFixture<MigratedWorld>
{
    private static readonly (string Name, string? Value) Unreachable = ("ConnectionStrings:Postgres", "Host=127.0.0.1;Port=1;Username=nobody;Database=nothing;Timeout=5");

    [Theory]
    [InlineData("Sealing:MasterKey", null, "Set Sealing:MasterKey or Sealing:CertificateFile")]
    [InlineData("Sealing:MasterKey", "c2hvcnQ=", "Sealing:MasterKey must be 32 bytes in base64")]
    [InlineData("Sealing:MasterKey", "no base64 at all", "Sealing:MasterKey must be 32 bytes in base64")]
    [InlineData("Sealing:CertificateFile", "/nowhere/ring.pfx", "Sealing:CertificateFile: /nowhere/ring.pfx is missing")]
    [InlineData("Google:ClientId", null, "No Google OAuth client: set Google:ClientSecretsFile")]
    [InlineData("Google:ClientSecretsFile", "/nowhere/client_secret.json", "/nowhere/client_secret.json")]
    [InlineData("Google:ClientSecretsFile", "/etc/hostname", "/etc/hostname: This is not Google's client_secret.json")]
    [InlineData("Google:RedirectUri", null, "RedirectUri")]
    [InlineData("Google:RedirectUri", "callback", "RedirectUri")]
    [InlineData("ConnectionStrings:Postgres", null, "No database: set ConnectionStrings:Postgres")]
    [InlineData("ConnectionStrings:Postgres", "postgres://u:p@host/db", "ConnectionStrings:Postgres is not a connection string")]
    [InlineData("ConnectionStrings:Postgres", "Host=127.0.0.1;Multiplexing=true", "ConnectionStrings:Postgres sets Multiplexing")]
    [InlineData("ConnectionStrings:Postgres", "   ", "No database: set ConnectionStrings:Postgres")]
    [InlineData("ConnectionStrings:Postgres", "Database=gmailplatform;Username=gmailplatform", "ConnectionStrings:Postgres names no Host")]
    [InlineData("ConnectionStrings:Postgres", "Host=127.0.0.1;Port=70000", "ConnectionStrings:Postgres names a Port above 65535")]
    [InlineData("ConnectionStrings:PostgresDirect", "Database=gmailplatform", "ConnectionStrings:PostgresDirect names no Host")]
    [InlineData("ConnectionStrings:PostgresDirect", "postgres://u:p@host/db", "ConnectionStrings:PostgresDirect is not a connection string")]
    [InlineData("Google:Scopes:0", "gmail.readonyl", "Google:Scopes contains a scope that Google does not have")]
    [InlineData("Google:OAuthTimeout", "00:01:01", "Google:OAuthTimeout must be from 00:00:01 to 00:01:00")]
    [InlineData("Google:OAuthTimeout", "00:00:00.5", "Google:OAuthTimeout must be from 00:00:01 to 00:01:00")]
    [InlineData("Google:ExchangePatience", "00:02:01", "Google:ExchangePatience must be from 00:00:01 to 00:02:00")]
    [InlineData("Google:Quota:TenantShare", "0", "Google:Quota:TenantShare is the part of the project's units")]
    [InlineData("Google:Quota:TenantShare", "1.5", "Google:Quota:TenantShare is the part of the project's units")]
    [InlineData("Google:Quota:UserUnitsPerMinute", "-1", "UserUnitsPerMinute")]
    [InlineData("Google:Quota:Costs:messages.get", "-5", "Google:Quota:Costs")]
    [InlineData("Sealing:MasterKeyFile", "/etc/hostname", "Set Sealing:MasterKey or Sealing:MasterKeyFile, not both")]
    public async Task A_wrong_setting_is_named_in_one_line(string setting, string? value, string message)
    {
        await ShouldRefuseAsync(await migrated.World.StartAsync([(setting, value)]), message);
    }

    [Theory]
    [InlineData("Google:GmailTimout", "00:00:30", "Google:GmailTimout is not a setting. Did you mean Google:GmailTimeout?")]
    [InlineData("Google:Endpoints:Tokens", "http://localhost/", "Did you mean Google:Endpoints:Token?")]
    [InlineData("Google:Quota:UserUnits", "1", "Google:Quota:UserUnits is not a setting.")]
    [InlineData("Google:GmailTimeout", "0", "Google:GmailTimeout must be a time span such as 00:00:30 for 30 seconds")]
    [InlineData("Google:GmailTimeout", "banana", "Google:GmailTimeout must be a time span")]
    [InlineData("Google:OAuthTimeout", "30", "Google:OAuthTimeout must be a time span")]
    [InlineData("Google:OAuthTimeout", "-00:00:10", "Google:OAuthTimeout must be a time span")]
    [InlineData("Google:IncludeGrantedScopes", "yes", "Google:IncludeGrantedScopes must be true or false, not 'yes'")]
    [InlineData("Google:Quota:UserUnitsPerMinute", "many", "Google:Quota:UserUnitsPerMinute must be a whole number")]
    [InlineData("Google:Quota:Costs:messages.get", "x", "Google:Quota:Costs:messages.get must be a whole number")]
    [InlineData("Google:RedirectUri", "https://mail.example/callback", "Google:RedirectUri must be <public address>/oauth/google/callback")]
    [InlineData("Sealing:MasterKeys", "x", "Did you mean Sealing:MasterKey?")]
    [InlineData("Audit:Witnes:File", "/tmp/x", "Did you mean Audit:Witness?")]
    [InlineData("Audit:Witness:Timeout", "0", "Audit:Witness:Timeout must be a time span")]
    [InlineData("Console:SessionIdel", "01:00:00", "Did you mean Console:SessionIdle?")]
    [InlineData("Console:Oidc:Autority", "https://idp.example", "Did you mean Console:Oidc:Authority?")]
    [InlineData("Jobs:Runs", "false", "Did you mean Jobs:Run?")]
    [InlineData("Jobs:Run", "no", "Jobs:Run must be true or false, not 'no'")]
    [InlineData("Shutdown:DrainPeriode", "00:00:01", "Did you mean Shutdown:DrainPeriod?")]
    public async Task N5_A_setting_that_nothing_reads_or_that_cannot_be_read_is_named_in_one_line(string setting, string value, string message)
    {
        await ShouldRefuseAsync(await migrated.World.StartAsync([(setting, value)]), message);
    }

    [Theory]
    [InlineData("Google:RedirectUri", "https://mail.example/base/oauth/google/callback", "Google:RedirectUri must be <public address>/oauth/google/callback")]
    [InlineData("Google:RedirectUri", "https://mail.example/oauth/google/callback/", "Google:RedirectUri must be <public address>/oauth/google/callback")]
    [InlineData("Google:RedirectUri", "https://mail.example/OAuth/google/callback", "Google:RedirectUri must be <public address>/oauth/google/callback")]
    [InlineData("Google:RedirectUri", "https://mail.example/oauth/google/callback?a=b", "Google:RedirectUri must be <public address>/oauth/google/callback")]
    [InlineData("Google:RedirectUri", "https://mail.example/oauth/google/callback#a", "Google:RedirectUri must be <public address>/oauth/google/callback")]
    [InlineData("Google:RedirectUri", "https://me@mail.example/oauth/google/callback", "Google:RedirectUri must be <public address>/oauth/google/callback")]
    [InlineData("Google:RedirectUri", "mail.example/oauth/google/callback", "Google:RedirectUri must be <public address>/oauth/google/callback")]
    [InlineData("Google:RedirectUri", "ftp://mail.example/oauth/google/callback", "Google:RedirectUri must be <public address>/oauth/google/callback")]
    [InlineData("Google:RedirectUri", " ", "Google:RedirectUri is not set")]
    [InlineData("Google:Endpoints:Token", "oauth2.googleapis.com/token", "Google:Endpoints:Token must be an absolute http or https URL without a user name or a fragment, not 'oauth2.googleapis.com/token'")]
    [InlineData("Google:Endpoints:Token", "localhost:5081/token", "Google:Endpoints:Token must be an absolute http or https URL")]
    [InlineData("Google:Endpoints:Token", "/token", "Google:Endpoints:Token must be an absolute http or https URL")]
    [InlineData("Google:Endpoints:Token", "https://", "Google:Endpoints:Token must be an absolute http or https URL")]
    [InlineData("Google:Endpoints:Jwks", "file:///etc/hostname", "Google:Endpoints:Jwks must be an absolute http or https URL")]
    [InlineData("Google:Endpoints:GmailRoot", "gmail.googleapis.com", "Google:Endpoints:GmailRoot must be an absolute http or https URL")]
    [InlineData("Google:Endpoints:Issuer", "accounts.google.com", "Google:Endpoints:Issuer must be an absolute http or https URL")]
    [InlineData("Google:Endpoints:RiscManagement", "https://u:p@risc.example/", "Google:Endpoints:RiscManagement must be an absolute http or https URL without a user name")]
    public async Task O16_An_address_that_cannot_work_is_named_in_one_line(string setting, string value, string message)
    {
        await ShouldRefuseAsync(await migrated.World.StartAsync([(setting, value)]), message);
    }

    [Theory]
    [InlineData("""{"web":{"client_id":"c","client_secret":"s","redirect_uris":["https://other.example/oauth/google/callback"]}}""", "is not among the redirect_uris of")]
    [InlineData("""{"web":{"client_id":"c","client_secret":"s","redirect_uris":[]}}""", "there are none")]
    [InlineData("""{"web":{"client_id":"c","client_secret":"s"}}""", "there are none")]
    [InlineData("""{"web":{"client_id":"c","client_secret":"s","token_uri":"oauth2.googleapis.com/token"}}""", "Google:Endpoints:Token must be an absolute http or https URL without a user name or a fragment, not 'oauth2.googleapis.com/token'")]
    public async Task O16_A_client_that_Google_would_not_send_people_back_from_is_refused(string content, string message)
    {
        var file = Path.Combine(Path.GetTempPath(), $"client_secret-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, content);
        try
        {
            var process = await migrated.World.StartAsync([("Google:ClientSecretsFile", file), ("Google:Endpoints:Token", null)]);

            (await process.WaitForExitAsync()).Should().Be(1);
            process.Error.Should().Contain(message).And.Contain(file).And.NotContain("   at ");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task N5_All_wrong_settings_are_named_at_once()
    {
        var process = await migrated.World.StartAsync([("Google:GmailTimeout", "banana"), ("Jobs:Runs", "false"), ("Console:SessionIdle", "0")]);

        (await process.WaitForExitAsync()).Should().Be(1);
        process.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(3);
    }

    [Theory]
    [InlineData("Production", "Sealing:MasterKey", null, "Set Sealing:MasterKey or Sealing:CertificateFile")]
    [InlineData("Production", "Sealing:MasterKey", "", "Set Sealing:MasterKey or Sealing:CertificateFile")]
    [InlineData("Staging", "Sealing:MasterKey", null, "Set Sealing:MasterKey or Sealing:CertificateFile")]
    [InlineData("Production", "Sealing:PreviousMasterKeys:0", "c2hvcnQ=", "Sealing:PreviousMasterKeys:0 must be 32 bytes in base64")]
    [InlineData("Production", "Sealing:PreviousCertificates:0:File", "/nowhere/old.pfx", "Sealing:PreviousCertificates:0:File: /nowhere/old.pfx is missing")]
    public async Task No_environment_starts_without_sound_protection_of_the_key_ring(string environment, string setting, string? value, string message)
    {
        await ShouldRefuseAsync(
            await migrated.World.StartAsync([(setting, value), ("ASPNETCORE_ENVIRONMENT", environment), ("DOTNET_ENVIRONMENT", environment)]), message);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_named_in_one_line()
    {
        await ShouldRefuseAsync(await migrated.World.StartAsync([Unreachable]), "The database cannot be reached");
        await ShouldRefuseAsync(await migrated.World.StartAsync([Unreachable], "migrate"), "The database cannot be reached");
    }

    [Fact]
    public async Task O7_A_pooler_that_does_not_keep_sessions_is_named_in_one_line_with_what_to_set()
    {
        await using var pooler = await PgBouncer.StartAsync(migrated.World.Settings.Postgres);
        (string, string?) pooled = ("ConnectionStrings:Postgres", pooler.TransactionMode);
        (string, string?)[] production = [pooled, ("ASPNETCORE_ENVIRONMENT", "Production"), ("DOTNET_ENVIRONMENT", "Production")];

        await ShouldRefuseAsync(await migrated.World.StartAsync(production), "Set ConnectionStrings:PostgresDirect");
        await ShouldRefuseAsync(await migrated.World.StartAsync([pooled], "migrate"), "Set ConnectionStrings:PostgresDirect");
    }

    [Fact]
    public async Task A_command_before_the_first_migration_says_to_migrate()
    {
        await using var world = await worlds.StartAsync();

        await ShouldRefuseAsync(await world.StartAsync([], "tenant", "list"), "Run './gmailplatform migrate'");
    }

    private static async Task ShouldRefuseAsync(PlatformProcess process, string message)
    {
        (await process.WaitForExitAsync()).Should().NotBe(0);
        process.Error.Should().Contain(message).And.NotContain("   at ");
        process.Error.TrimEnd('\n').Should().NotContain("\n", "one line says it");
        process.Output.Should().NotContain("   at ");
    }
}
