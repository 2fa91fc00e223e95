using System.Security.Cryptography;
using System.Text;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Each function of Google's guide to server-side authorization, by the name that the README's table gives it.</summary>
public sealed class ServerSideGuideTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task get_stored_credentials_Stored_credentials_serve_later_requests_without_asking_Google()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);

        var first = await tenant.GetAsync($"v1/grants/{grantId}/access-token");
        var second = await tenant.GetAsync($"v1/grants/{grantId}/access-token");

        second.Text("accessToken").Should().Be(first.Text("accessToken")).And.StartWith("ya29.");
        first.Text("tokenType").Should().Be("Bearer");
        first.Texts("scopes").Should().Contain("https://www.googleapis.com/auth/gmail.readonly");
        first.GetProperty("expiresAt").GetDateTimeOffset().Should().BeAfter(_world.Clock.GetUtcNow());
        (await _world.Google.CallsAsync("token", person)).Should().Be(1, "only the code was exchanged");
    }

    [Fact]
    public async Task store_credentials_A_consent_stores_the_credentials_under_the_users_id()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var outcome = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, state = "my state" });

        outcome.Should().Contain("status", "connected").And.Contain("state", "my state");
        var grant = await tenant.GetAsync($"v1/grants/{outcome["grantId"]}");
        grant.Text("status").Should().Be("active");
        grant.Text("email").Should().Be(person);
        (await tenant.HistoryAsync(outcome["grantId"])).Should().Equal("grant_connected", "code_exchanged", "credentials_stored");
    }

    [Fact]
    public async Task exchange_code_A_client_posts_the_code_that_it_obtained_itself()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        using var created = await tenant.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, person)));
        var first = await created.ReadAsync(201);
        using var continued = await tenant.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, person)));
        var second = await continued.ReadAsync(200);

        created.Headers.Location!.ToString().Should().EndWith($"/v1/grants/{first.Text("id")}");
        first.Text("email").Should().Be(person);
        second.Text("id").Should().Be(first.Text("id"), "reconnecting continues the grant");
    }

    [Fact]
    public async Task exchange_code_A_code_with_a_PKCE_challenge_needs_its_verifier()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

        var code = await ClientFlow.CodeAsync(_world, person, challenge);
        await tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(code), 422, "code_exchange_failed");
        var grant = await tenant.PostAsync("v1/grants", ClientFlow.Exchange(code, verifier), expectedStatus: 201);

        grant.Text("email").Should().Be(person);
    }

    [Fact]
    public async Task get_authorization_url_Asks_offline_with_state_PKCE_and_nonce_and_forces_no_consent()
    {
        using var tenant = await _world.ATenantAsync();

        var started = await tenant.AuthorizeAsync(new { loginHint = "ada@example.com", state = "mine", scopes = new[] { "openid", "https://www.googleapis.com/auth/gmail.send" } });

        var query = Urls.QueryOf(started.AuthorizationUrl());
        query.Should().Contain("response_type", "code").And.Contain("access_type", "offline").And.Contain("include_granted_scopes", "true");
        query.Should().Contain("client_id", WorldSettings.ClientId).And.Contain("redirect_uri", $"{_world.PlatformUrl}oauth/google/callback");
        query.Should().Contain("login_hint", "ada@example.com").And.Contain("code_challenge_method", "S256").And.NotContainKey("prompt");
        query["scope"].Split(' ').Should().BeEquivalentTo(
            "openid", "https://www.googleapis.com/auth/userinfo.email", "https://www.googleapis.com/auth/gmail.send");
        query["code_challenge"].Should().HaveLength(43);
        query["nonce"].Should().HaveLength(43);
        query["state"].Should().HaveLength(43).And.NotBe("mine", "the caller's state is not shown to Google");
        started.Text("connectUrl").Should().Be($"{_world.PlatformUrl}connect/{started.Text("id")}");
        started.GetProperty("expiresAt").GetDateTimeOffset().Should().Be(_world.Clock.GetUtcNow().AddMinutes(10));
    }

    [Fact]
    public async Task get_authorization_url_Every_authorization_has_secrets_of_its_own()
    {
        using var tenant = await _world.ATenantAsync();

        var first = Urls.QueryOf((await tenant.AuthorizeAsync()).AuthorizationUrl());
        var second = Urls.QueryOf((await tenant.AuthorizeAsync()).AuthorizationUrl());

        foreach (var secret in new[] { "state", "nonce", "code_challenge" })
        {
            second[secret].Should().NotBe(first[secret]);
        }
    }

    [Fact]
    public async Task get_credentials_A_code_without_a_refresh_token_keeps_the_stored_one()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);

        (await tenant.ConnectAsync(person)).Should().Be(grantId, "Google asked nothing again and sent no refresh token");

        var refreshed = await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        refreshed.Text("accessToken").Should().StartWith("ya29.");
        (await tenant.HistoryAsync(grantId)).Should().Equal(
            "grant_connected", "code_exchanged", "credentials_stored", "grant_reconnected", "code_exchanged", "credentials_stored", "access_token_refreshed");
        var stored = (await tenant.GetAsync($"v1/grants/{grantId}/history")).GetProperty("events")[5].GetProperty("data");
        stored.Text("refreshToken").Should().Be("kept");
    }

    [Fact]
    public async Task build_service_Gmail_is_called_with_the_grants_own_token()
    {
        using var tenant = await _world.ATenantAsync();
        var (ada, bob) = (await _world.Google.APersonAsync(messages: 3), await _world.Google.APersonAsync(messages: 5));
        var (adasGrant, bobsGrant) = (await tenant.ConnectAsync(ada), await tenant.ConnectAsync(bob));

        var adasMail = await tenant.GetAsync($"v1/grants/{adasGrant}/messages?includeSpamTrash=true");
        var bobsMail = await tenant.GetAsync($"v1/grants/{bobsGrant}/messages?includeSpamTrash=true");

        adasMail.GetProperty("messages").GetArrayLength().Should().Be(3);
        bobsMail.GetProperty("messages").GetArrayLength().Should().Be(5);
        (await _world.Google.CallsAsync("gmail.users.messages.list", ada)).Should().Be(1);
        (await _world.Google.CallsAsync("gmail.users.messages.list", bob)).Should().Be(1);
    }

    [Fact]
    public async Task ListMessages_Pages_lead_through_all_messages_and_repeat_none()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 25);
        var grantId = await tenant.ConnectAsync(person);

        var (ids, pages, pageToken) = (new List<string>(), 0, "");
        do
        {
            var page = await tenant.GetAsync($"v1/grants/{grantId}/messages?includeSpamTrash=true&pageSize=10&pageToken={pageToken}");
            ids.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => message.Text("id")!));
            (pageToken, pages) = (page.Text("nextPageToken"), pages + 1);
        }
        while (pageToken is not null);

        ids.Should().HaveCount(25).And.OnlyHaveUniqueItems();
        pages.Should().Be(3);
    }

    [Fact]
    public async Task ListMessages_Finds_by_search_words_and_by_labels()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var invoice = await DeliverAsync(person, "Invoice 4711", "INBOX", "STARRED");
        var greeting = await DeliverAsync(person, "Greetings", "INBOX");

        (await IdsAsync("q=subject:invoice")).Should().Equal(invoice);
        (await IdsAsync("labelIds=INBOX")).Should().BeEquivalentTo(invoice, greeting);
        (await IdsAsync("labelIds=INBOX&labelIds=STARRED")).Should().Equal(invoice);
        (await IdsAsync("q=from:nobody")).Should().BeEmpty();

        async Task<IEnumerable<string>> IdsAsync(string filter) =>
            (await tenant.GetAsync($"v1/grants/{grantId}/messages?{filter}")).GetProperty("messages").EnumerateArray().Select(message => message.Text("id")!);
    }

    [Fact]
    public async Task The_401_redirect_A_person_who_removed_the_app_is_led_through_consent_back_to_the_same_grant()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "revoke");

        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/messages", 409, "reauthorization_required");

        problem.Text("reason").Should().Be("expiredOrRevoked");
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1, "one forced refresh comes before the verdict");
        Urls.QueryOf(problem.AuthorizationUrl()).Should().Contain("login_hint", person).And.Contain("prompt", "consent");
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("reauthorizationRequired");

        var outcome = await _world.FollowAsync(problem.AuthorizationUrl(), person);

        outcome.Should().Contain("status", "connected").And.Contain("grantId", grantId);
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
        await tenant.GetAsync($"v1/grants/{grantId}/messages");
    }

    private async Task<string> DeliverAsync(string person, string subject, params string[] labelIds)
    {
        var delivered = await _world.Google.PostAsync($"sandbox/people/{person}/mail", new { from = "shop@example.com", subject, labelIds }, expectedStatus: 201);
        return delivered.Text("id")!;
    }
}
