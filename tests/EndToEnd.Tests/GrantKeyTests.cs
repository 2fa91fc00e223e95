using System.Net.Http.Headers;
using System.Text.Json;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Keys that are bound to one grant: who makes them, what they may do, and how they end.</summary>
public sealed class GrantKeyTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task G6_A_key_is_shown_once_and_opens_its_grant()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grant = await tenant.ConnectAsync(person);

        using var response = await tenant.Api.PostAsJsonAsync($"v1/grants/{grant}/keys", new { name = "  Mail program " });
        var created = await response.ReadAsync(201);
        using var client = WithKey(created.Text("key")!);

        response.Headers.CacheControl!.NoStore.Should().BeTrue();
        response.Headers.Location!.ToString().Should().EndWith($"/v1/grants/{grant}/keys/{created.Text("id")}");
        created.Text("key").Should().MatchRegex("^gpg_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$");
        created.Text("name").Should().Be("Mail program");
        created.Texts("permissions").Should().Equal(Permission.ForGrantKeys);
        (await JsonAsync(client, $"v1/grants/{grant}/profile")).Text("emailAddress").Should().Be(person);
        (await JsonAsync(client, $"v1/grants/{grant}")).Text("status").Should().Be("active");
        (await JsonAsync(client, $"v1/grants/{grant}/access-token")).Text("accessToken").Should().NotBeNull();
        (await JsonAsync(client, $"v1/grants/{grant}/google/gmail/v1/users/me/profile")).Text("emailAddress").Should().Be(person);
        var listed = await tenant.GetAsync($"v1/grants/{grant}/keys");
        listed.GetProperty("keys").EnumerateArray().Single().Text("id").Should().Be(created.Text("id"));
        listed.ToString().Should().NotContain(created.Text("key")![^43..]);
    }

    [Fact]
    public async Task G6_A_key_has_what_it_was_given_and_nothing_that_its_maker_lacks()
    {
        using var tenant = await _world.ATenantAsync(Permission.GrantsWrite, Permission.GrantsRead, Permission.MailRead);
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());

        var all = await tenant.PostAsync($"v1/grants/{grant}/keys", new { }, 201);
        var less = await tenant.PostAsync($"v1/grants/{grant}/keys", new { permissions = new[] { "mail:read" } }, 201);
        using var client = WithKey(less.Text("key")!);

        all.Texts("permissions").Should().Equal("grants:read", "mail:read");
        await tenant.PostProblemAsync($"v1/grants/{grant}/keys", new { permissions = new[] { "mail:write" } }, 403, "forbidden");
        await tenant.PostProblemAsync($"v1/grants/{grant}/keys", new { permissions = new[] { "grants:write" } }, 400, "validation_failed");
        await tenant.PostProblemAsync($"v1/grants/{grant}/keys", new { permissions = Array.Empty<string>() }, 400, "validation_failed");
        await tenant.PostProblemAsync($"v1/grants/{grant}/keys", new { expiresAt = "2001-01-01T00:00:00Z" }, 400, "validation_failed");
        await tenant.PostProblemAsync($"v1/grants/{grant}/keys", new { name = " " }, 400, "validation_failed");
        await tenant.PostProblemAsync($"v1/grants/{grant}/keys", new { name = "a\0b" }, 400, "validation_failed");
        (await client.GetAsync($"v1/grants/{grant}").ProblemAsync(403, "forbidden")).Text("detail").Should().Contain("grants:read");
    }

    [Fact]
    public async Task G6_Making_and_ending_keys_takes_the_right_to_write_grants()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var reader = await _world.SendAsync(new CreateApiKey(tenant.Id, "reader", [Permission.GrantsRead, Permission.MailRead], ExpiresAt: null));
        using var client = WithKey(reader.Token.Reveal());

        await client.PostAsJsonAsync($"v1/grants/{grant}/keys", new { }).ProblemAsync(403, "forbidden");
        await client.DeleteAsync($"v1/grants/{grant}/keys/0123456789abcdef").ProblemAsync(403, "forbidden");
    }

    [Fact]
    public async Task G6_A_revoked_key_ends_at_once_and_only_for_its_own_grant_and_tenant()
    {
        using var tenant = await _world.ATenantAsync();
        using var stranger = await _world.ATenantAsync();
        var (grant, other) = (await tenant.ConnectAsync(await _world.Google.APersonAsync()), await tenant.ConnectAsync(await _world.Google.APersonAsync()));
        var created = await tenant.PostAsync($"v1/grants/{grant}/keys", new { }, 201);
        using var client = WithKey(created.Text("key")!);
        await JsonAsync(client, $"v1/grants/{grant}/access-token");

        await tenant.Api.DeleteAsync($"v1/grants/{other}/keys/{created.Text("id")}").ProblemAsync(404, "not_found");
        await tenant.Api.DeleteAsync($"v1/grants/{grant}/keys/{tenant.KeyId}").ProblemAsync(404, "not_found");
        await stranger.Api.DeleteAsync($"v1/grants/{grant}/keys/{created.Text("id")}").ProblemAsync(404, "not_found");
        await stranger.GetProblemAsync($"v1/grants/{grant}/keys", 404, "not_found");
        await stranger.PostProblemAsync($"v1/grants/{grant}/keys", new { }, 404, "not_found");
        await JsonAsync(client, $"v1/grants/{grant}/access-token");

        await tenant.DeleteAsync($"v1/grants/{grant}/keys/{created.Text("id")}");

        await client.GetAsync($"v1/grants/{grant}/access-token").ProblemAsync(401, "unauthenticated");
        (await tenant.GetAsync($"v1/grants/{grant}/keys")).GetProperty("keys").GetArrayLength().Should().Be(0);
        await tenant.DeleteAsync($"v1/grants/{grant}/keys/{created.Text("id")}");
    }

    [Fact]
    public async Task G6_A_key_of_a_revoked_grant_is_told_where_to_consent_and_works_again_afterwards()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        using var client = WithKey((await tenant.PostAsync($"v1/grants/{grant}/keys", new { }, 201)).Text("key")!);
        await tenant.DeleteAsync($"v1/grants/{grant}");

        var revoked = await client.GetAsync($"v1/grants/{grant}/profile").ProblemAsync(409, "grant_revoked");
        (await tenant.ConnectAsync(person)).Should().Be(grant);

        revoked.AuthorizationUrl().Should().NotBeEmpty();
        (await JsonAsync(client, $"v1/grants/{grant}/profile")).Text("emailAddress").Should().Be(person);
    }

    [Fact]
    public async Task G6_The_keys_of_an_erased_person_are_gone()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var created = await tenant.PostAsync($"v1/grants/{grant}/keys", new { name = "of-an-erased-person" }, 201);
        using var client = WithKey(created.Text("key")!);
        await JsonAsync(client, $"v1/grants/{grant}/access-token");

        await tenant.DeleteAsync($"v1/grants/{grant}?erase=true");

        await client.GetAsync($"v1/grants/{grant}/access-token").ProblemAsync(401, "unauthenticated");
        await tenant.PostProblemAsync($"v1/grants/{grant}/keys", new { }, 410, "grant_erased");
        (await tenant.GetAsync($"v1/grants/{grant}/keys")).GetProperty("keys").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task G6_A_key_of_one_kind_is_not_opened_by_a_token_of_the_other()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var key = (await tenant.PostAsync($"v1/grants/{grant}/keys", new { }, 201)).Text("key")!;
        using var asTenants = WithKey(key.Replace("gpg_", "gp_", StringComparison.Ordinal));
        using var asGrants = WithKey(tenant.ApiKey.Replace("gp_", "gpg_", StringComparison.Ordinal));

        await asTenants.GetAsync($"v1/grants/{grant}").ProblemAsync(401, "unauthenticated");
        await asTenants.GetAsync($"v1/grants/{grant}/access-token").ProblemAsync(401, "unauthenticated");
        await asGrants.GetAsync($"v1/grants/{grant}").ProblemAsync(401, "unauthenticated");
    }

    [Fact]
    public async Task G6_Operators_list_the_keys_of_a_grant_apart_from_those_of_the_tenant()
    {
        using var tenant = await _world.ATenantAsync();
        var (grant, other) = (await tenant.ConnectAsync(await _world.Google.APersonAsync()), await tenant.ConnectAsync(await _world.Google.APersonAsync()));
        var created = await _world.SendAsync(new CreateGrantKey(tenant.Id, Guid.Parse(grant), "operator's", [Permission.MailRead], ExpiresAt: null));

        var ofTenant = await _world.SendAsync(new ListApiKeys(tenant.Id));
        var ofGrant = await _world.SendAsync(new ListGrantKeys(tenant.Id, Guid.Parse(grant)));
        var reaching = await _world.SendAsync(new WhoCouldUse(tenant.Id, Person: null, Guid.Parse(grant), _world.Clock.GetUtcNow()));
        var notReaching = await _world.SendAsync(new WhoCouldUse(tenant.Id, Person: null, Guid.Parse(other), _world.Clock.GetUtcNow()));

        ofTenant.Select(key => key.Id).Should().Equal(tenant.KeyId);
        ofGrant.Select(key => key.Id).Should().Equal(created.Key.Id);
        reaching.Single().Keys.Select(key => key.Id).Should().BeEquivalentTo([tenant.KeyId, created.Key.Id]);
        notReaching.Single().Keys.Select(key => key.Id).Should().Equal(tenant.KeyId);
    }

    [Fact]
    public async Task G6_An_admin_makes_and_ends_a_key_on_the_page_of_the_grant()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        using var admin = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);

        using var made = await admin.SubmitAsync($"/console/grants/{grant}", $"/console/grants/{grant}/keys", ("name", "Console's"), ("permissions", "mail:read"));
        var page = await ConsoleVisitor.ReadAsync(made, 200);
        var key = System.Text.RegularExpressions.Regex.Match(page, "gpg_[0-9a-f]{16}_[A-Za-z0-9_-]{43}", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)).Value;
        using var client = WithKey(key);
        await JsonAsync(client, $"v1/grants/{grant}/profile");
        var keyId = key.Split('_')[1];
        using var ended = await admin.SubmitAsync($"/console/grants/{grant}?confirm={keyId}", $"/console/grants/{grant}/keys/{keyId}/revoke");

        ended.StatusCode.Should().Be(System.Net.HttpStatusCode.SeeOther);
        await client.GetAsync($"v1/grants/{grant}/profile").ProblemAsync(401, "unauthenticated");
        (await admin.ReadAsync($"/console/grants/{grant}")).Should().Contain("This grant has no API keys.").And.NotContain(key);
    }

    [Theory]
    [InlineData("gmail/v1/users/me/profile")]
    [InlineData("gmail/v1/users/me/messages?maxResults=2")]
    [InlineData("gmail/v1/users/me/settings/imap")]
    public async Task G6_Gmails_own_paths_at_the_root_are_the_grants_mailbox(string path)
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync(messages: 2));
        using var client = WithKey((await tenant.PostAsync($"v1/grants/{grant}/keys", new { }, 201)).Text("key")!);

        var atTheRoot = await JsonAsync(client, path);

        atTheRoot.ToString().Should().Be((await tenant.GetAsync($"v1/grants/{grant}/google/{path}")).ToString());
    }

    [Theory]
    [InlineData("batch")]
    [InlineData("batch/gmail/v1")]
    public async Task G6_A_batch_at_the_root_names_its_calls_as_Google_does(string path)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        using var client = WithKey((await tenant.PostAsync($"v1/grants/{await tenant.ConnectAsync(person)}/keys", new { }, 201)).Text("key")!);
        using var content = new StringContent("--b\r\nContent-Type: application/http\r\n\r\nGET /gmail/v1/users/me/profile\r\n\r\n--b--\r\n");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/mixed; boundary=b");

        using var response = await client.PostAsync(path, content);

        (await response.Content.ReadAsStringAsync()).Should().Contain("HTTP/1.1 200").And.Contain(person);
    }

    [Fact]
    public async Task G6_An_upload_at_the_root_goes_on_at_the_root()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync(), ["openid", "email", "https://www.googleapis.com/auth/gmail.modify"]);
        using var client = WithKey((await tenant.PostAsync($"v1/grants/{grant}/keys", new { }, 201)).Text("key")!);
        using var start = new HttpRequestMessage(HttpMethod.Post, "upload/gmail/v1/users/me/messages?uploadType=resumable") { Content = JsonContent.Create(new { labelIds = new[] { "STARRED" } }) };
        start.Headers.Add("X-Upload-Content-Type", "message/rfc822");
        using var started = await client.SendAsync(start);
        await started.ReadAsync(200);
        using var content = new StringContent("Subject: In one piece\r\n\r\nText\r\n", mediaType: new MediaTypeHeaderValue("message/rfc822"));

        using var finished = await client.PutAsync(started.Headers.Location, content);

        started.Headers.Location!.AbsoluteUri.Should().StartWith(new Uri(_world.PlatformUrl, "upload/gmail/v1/users/me/messages?").AbsoluteUri);
        (await finished.ReadAsync(200)).Texts("labelIds").Should().Equal("STARRED");
    }

    [Theory]
    [InlineData("gmail/v1/users/me/profile")]
    [InlineData("upload/gmail/v1/users/me/messages")]
    [InlineData("resumable/upload/gmail/v1/users/me/messages")]
    [InlineData("batch")]
    [InlineData("batch/gmail/v1")]
    public async Task G6_A_tenants_key_at_the_root_is_told_in_Googles_form_to_use_a_grants_key(string path)
    {
        using var tenant = await _world.ATenantAsync();
        using var anonymous = new HttpClient { BaseAddress = _world.PlatformUrl };

        using var refused = await tenant.Api.PostAsync(path, content: null);
        using var unknown = await anonymous.PostAsync(path, content: null);

        var error = (await refused.ReadAsync(403)).GetProperty("error");
        error.Text("status").Should().Be("PERMISSION_DENIED");
        error.Text("message").Should().Contain("gpg_").And.Contain("/v1/grants/{id}/keys");
        (await unknown.ReadAsync(401)).GetProperty("error").Text("status").Should().Be("UNAUTHENTICATED");
    }

    [Fact]
    public async Task G6_A_key_that_only_reads_does_not_write_at_the_root()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync(messages: 1));
        using var reader = WithKey((await tenant.PostAsync($"v1/grants/{grant}/keys", new { permissions = new[] { "mail:read" } }, 201)).Text("key")!);
        using var blind = WithKey((await tenant.PostAsync($"v1/grants/{grant}/keys", new { permissions = new[] { "grants:read" } }, 201)).Text("key")!);

        using var written = await reader.PostAsJsonAsync("gmail/v1/users/me/labels", new { name = "Never" });
        using var read = await blind.GetAsync("gmail/v1/users/me/profile");

        (await written.ReadAsync(403)).GetProperty("error").Text("message").Should().Contain("mail:write");
        (await read.ReadAsync(403)).GetProperty("error").Text("message").Should().Contain("mail:read");
    }

    private HttpClient WithKey(string key)
    {
        var client = new HttpClient { BaseAddress = _world.PlatformUrl };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path);
        return await response.ReadAsync(200);
    }
}
