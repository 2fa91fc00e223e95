using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.Tests.Support;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.GoogleSandbox.Tests.State;

/// <summary>What a sandbox with a state file still knows after a stop and a start.</summary>
public sealed class RestartTests : IAsyncLifetime
{
    private const string Mira = "mira.castellan@example.com";
    private const string AllIds = "messages?maxResults=500&includeSpamTrash=true&fields=messages";

    private static readonly string[] OwnRedirectUris = ["http://localhost:9999/callback"];
    private static readonly string[] ReadOnlyScope = [Sandbox.ReadOnly];

    private readonly StateFolder _folder = new();
    private Sandbox _sandbox = null!;

    public async ValueTask InitializeAsync() => _sandbox = await _folder.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _sandbox.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Tokens_and_consents_live_on()
    {
        var tokens = await _sandbox.ConnectAsync(Mira);

        await RestartAsync();

        (await _sandbox.GmailAsync("profile", tokens.Access)).Text("emailAddress").Should().Be(Mira);
        (await _sandbox.RefreshAsync(tokens.Refresh)).Status.Should().Be(HttpStatusCode.OK);
        var again = await _sandbox.ExchangeAsync(await _sandbox.CodeAsync(Mira));
        again.Text("access_token").Should().NotBeNull();
        again.Text("refresh_token").Should().BeNull("nobody was asked for consent again");
    }

    [Fact]
    public async Task What_was_revoked_stays_revoked()
    {
        var tokens = await _sandbox.ConnectAsync(Mira);
        await _sandbox.PostAsync($"/sandbox/people/{Mira}/revoke");

        await RestartAsync();

        (await _sandbox.GmailAsync("profile", tokens.Access)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await _sandbox.RefreshAsync(tokens.Refresh)).Text("error").Should().Be("invalid_grant");
        (await _sandbox.ExchangeAsync(await _sandbox.CodeAsync(Mira))).Text("refresh_token").Should().NotBeNull("the consent had ended, too");
    }

    [Fact]
    public async Task Generated_and_delivered_mail_keeps_its_ids_and_its_text()
    {
        var access = (await _sandbox.ConnectAsync(Mira)).Access;
        var delivered = (await _sandbox.PostAsync($"/sandbox/people/{Mira}/mail", new { from = "a@example.org", subject = "Kept", text = "Word for word" })).Text("id");
        var ids = (await _sandbox.GmailAsync(AllIds, access)).Body;
        var raw = (await _sandbox.GmailAsync($"messages/{delivered}?format=raw", access)).Body;

        await RestartAsync();

        (await _sandbox.GmailAsync(AllIds, access)).Body.Should().Be(ids).And.Contain(delivered);
        (await _sandbox.GmailAsync($"messages/{delivered}?format=raw", access)).Body.Should().Be(raw);
    }

    [Fact]
    public async Task What_was_done_to_a_mailbox_stays_done_and_so_does_its_history()
    {
        var account = await MailAccount.OpenAsync(_sandbox, messages: 20);
        var start = await account.HistoryIdAsync();
        var label = (await account.PostAsync("labels", new { name = "Kept", labelListVisibility = "labelHide" })).Text("id")!;
        var draft = (await account.PostAsync("drafts", new { message = new { raw = MailAccount.Encode(MailAccount.Mail("a@example.org", "b@example.org")) } })).Text("id");
        await account.SendAsync(MailAccount.Mail("a@example.org", account.Email));
        var ids = (await account.GetAsync(AllIds)).Json.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()!).ToList();
        await account.DeleteAsync($"messages/{ids[^1]}");
        await account.PostAsync($"messages/{ids[^2]}/modify", new { addLabelIds = new[] { label } });
        await account.PostAsync("watch", new { topicName = "projects/sandbox-project/topics/mail" });
        string[] paths = [AllIds, $"history?startHistoryId={start}", $"labels/{label}", $"drafts/{draft}?format=raw", $"messages/{ids[^2]}?format=metadata", "profile"];
        string[] before = [.. await Task.WhenAll(paths.Select(async path => (await account.GetAsync(path)).Body))];

        await RestartAsync();

        var after = await Task.WhenAll(paths.Select(async path => (await _sandbox.GmailAsync(path, account.Access)).Body));
        after.Should().Equal(before);
        (await _sandbox.GetAsync($"/sandbox/people/{account.Email}/watches")).Json.GetProperty("watches").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task Mail_that_an_earlier_sandbox_delivered_is_read_once_and_kept()
    {
        await _sandbox.DisposeAsync();
        var state = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File, TestContext.Current.CancellationToken))!;
        var mira = state["people"]!.AsArray().Single(person => person!["email"]!.GetValue<string>() == Mira)!.AsObject();
        mira.Remove("changes");
        mira.Remove("watches");
        mira["delivered"] = JsonNode.Parse("""[{"raw":"U3ViamVjdDogRWFybGllcg0KDQo=","labelIds":["INBOX"],"date":"2026-01-01T00:00:00+00:00"}]""");
        await File.WriteAllTextAsync(_folder.File, state.ToJsonString(), TestContext.Current.CancellationToken);

        _sandbox = await _folder.StartAsync();
        await RestartAsync();
        var access = (await _sandbox.ConnectAsync(Mira)).Access;
        var found = (await _sandbox.GmailAsync("messages?q=subject:earlier", access)).Body;
        await RestartAsync();

        found.Should().Contain("\"resultSizeEstimate\": 1");
        (await _sandbox.GmailAsync("messages?q=subject:earlier", access)).Body.Should().Be(found);
    }

    [Fact]
    public async Task A_new_name_and_address_leave_the_mail_as_it_was()
    {
        var email = await _sandbox.AddPersonAsync(messages: 20, name: "First Name");
        var access = (await _sandbox.ConnectAsync(email)).Access;
        await _sandbox.PatchAsync($"/sandbox/people/{email}", new { email = $"new-{email}", name = "Second Name" });
        var ids = (await _sandbox.GmailAsync(AllIds, access)).Body;

        await RestartAsync();

        (await _sandbox.GmailAsync(AllIds, access)).Body.Should().Be(ids);
        (await _sandbox.GetAsync("/v1/userinfo", access)).Text("name").Should().Be("Second Name");
        (await _sandbox.GetAsync("/v1/userinfo", access)).Text("email").Should().Be($"new-{email}");
    }

    [Fact]
    public async Task A_disabled_person_stays_disabled()
    {
        await _sandbox.PostAsync($"/sandbox/people/{Mira}/disable");

        await RestartAsync();

        (await _sandbox.AuthorizeAsync(_sandbox.AuthorizationUrl(), Mira)).Text("error").Should().Be("unknown_person");
    }

    [Fact]
    public async Task The_signing_keys_stay_and_so_does_their_order()
    {
        await _sandbox.PostAsync("/sandbox/keys/rotate");
        var kid = new JsonWebToken((await _sandbox.ConnectAsync(Mira)).Id).Kid;
        var keys = (await _sandbox.GetAsync("/oauth2/v3/certs")).Body;

        await RestartAsync();

        (await _sandbox.GetAsync("/oauth2/v3/certs")).Body.Should().Be(keys);
        new JsonWebToken((await _sandbox.ConnectAsync(Mira, prompt: "consent")).Id).Kid.Should().Be(kid);
    }

    [Fact]
    public async Task Created_and_changed_clients_stay()
    {
        var clientId = await _sandbox.AddClientAsync(projectId: "project-7");
        var refresh = (await _sandbox.ConnectAsync(Mira, clientId)).Refresh;
        await _sandbox.PatchAsync($"/sandbox/clients/{Sandbox.ClientId}", new { accessTokenLifetimeSeconds = 77 });

        await RestartAsync();

        (await _sandbox.RefreshAsync(refresh, clientId)).Status.Should().Be(HttpStatusCode.OK);
        (await _sandbox.ExchangeAsync(await _sandbox.CodeAsync(Mira))).Text("expires_in").Should().Be("77");
    }

    [Fact]
    public async Task Both_secrets_of_a_client_stay()
    {
        var clientId = await _sandbox.AddClientAsync();
        var refresh = (await _sandbox.ConnectAsync(Mira, clientId)).Refresh;
        await _sandbox.PostAsync($"/sandbox/clients/{clientId}/secrets", new { clientSecret = "GOCSPX-second" });

        await RestartAsync();

        (await _sandbox.RefreshAsync(refresh, clientId)).Status.Should().Be(HttpStatusCode.OK);
        (await _sandbox.PostAsync($"/sandbox/clients/{clientId}/secrets", new { clientSecret = "GOCSPX-third" })).Status.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_configured_client_follows_the_configuration_while_nobody_changes_it()
    {
        await RestartAsync($"--Sandbox:RedirectUris:0={OwnRedirectUris[0]}");

        var reply = await _sandbox.AuthorizeAsync(_sandbox.AuthorizationUrl(("redirect_uri", OwnRedirectUris[0])), Mira);

        reply.Text("code").Should().NotBeNull(reply.Body);
    }

    [Fact]
    public async Task A_service_account_keeps_its_key_and_its_delegation()
    {
        var key = (await _sandbox.PostAsync("/sandbox/service-accounts", new { name = "robot", delegatedScopes = ReadOnlyScope })).Json;

        await RestartAsync();

        var reply = await _sandbox.FormAsync(
            "/token", ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", Assertion(key)));
        (await _sandbox.GmailAsync("profile", reply.Text("access_token")!)).Text("emailAddress").Should().Be(Mira);
    }

    [Fact]
    public async Task A_stream_of_security_events_goes_on()
    {
        await using var receiver = await Receiver.StartAsync();
        var project = await RiscProject.StreamingAsync(_sandbox, receiver);
        await project.ConnectAsync(Mira);

        await RestartAsync();
        await _sandbox.PostAsync($"/sandbox/people/{Mira}/disable");

        (await receiver.WaitForAsync(1)).Should().ContainSingle();
    }

    [Fact]
    public async Task The_clock_stays_where_it_was_moved_to()
    {
        await _sandbox.AdvanceAsync(TimeSpan.FromDays(1000));
        var before = (await _sandbox.GetAsync("/sandbox/clock")).Json.GetProperty("now").GetDateTimeOffset();

        await RestartAsync();

        (await _sandbox.GetAsync("/sandbox/clock")).Json.GetProperty("now").GetDateTimeOffset().Should().BeOnOrAfter(before);
    }

    private async Task RestartAsync(params string[] args)
    {
        await _sandbox.DisposeAsync();
        _sandbox = await _folder.StartAsync(args);
    }

    private static string Assertion(JsonElement key)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(key.GetProperty("private_key").GetString());
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = new
        {
            iss = key.GetProperty("client_email").GetString(),
            sub = Mira,
            scope = Sandbox.ReadOnly,
            aud = "https://oauth2.googleapis.com/token",
            iat = now,
            exp = now + 3600,
        };
        // Without the cache, which would outlive the key.
        var signer = new RsaSecurityKey(rsa) { CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false } };
        return new JsonWebTokenHandler().CreateToken(JsonSerializer.Serialize(claims), new SigningCredentials(signer, SecurityAlgorithms.RsaSha256));
    }
}
