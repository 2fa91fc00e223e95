using System.Text;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Reading mail, and the scopes that it takes.</summary>
public sealed class MailTests(SharedWorld shared)
{
    private const string Readonly = "https://www.googleapis.com/auth/gmail.readonly";
    private const string Metadata = "https://www.googleapis.com/auth/gmail.metadata";

    private readonly World _world = shared.World;

    [Theory]
    [InlineData("full", true, true, false)]
    [InlineData("FULL", true, true, false)]
    [InlineData("metadata", true, false, false)]
    [InlineData("minimal", false, false, false)]
    [InlineData("raw", false, false, true)]
    public async Task A_message_comes_in_the_format_that_was_asked_for(string format, bool headers, bool text, bool raw)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var id = await DeliverAsync(person);

        var message = await tenant.GetAsync($"v1/grants/{grantId}/messages/{id}?format={format}");

        message.Text("id").Should().Be(id);
        message.Texts("labelIds").Should().Contain("INBOX");
        message.Text("subject").Should().Be(headers ? "Grüße" : null);
        message.Text("from").Should().Be(headers ? "shop@example.com" : null);
        message.Text("text")?.Trim().Should().Be("Schöne Grüße");
        message.Has("text").Should().Be(text);
        message.Has("raw").Should().Be(raw);
        if (raw)
        {
            Encoding.UTF8.GetString(WebEncoders.Base64UrlDecode(message.Text("raw")!.TrimEnd('='))).Should().Contain("From: shop@example.com");
        }
    }

    [Fact]
    public async Task A_scope_that_was_not_granted_is_named_and_the_url_adds_it_to_the_same_grant()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await tenant.ConnectAsync(person, askFor: ["openid"]);

        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/messages", 403, "insufficient_scope");

        problem.Texts("missingScopes").Should().Equal(Readonly);
        var query = Urls.QueryOf(problem.AuthorizationUrl());
        query["scope"].Split(' ').Should().Contain(Readonly);
        query.Should().Contain("login_hint", person);
        (await _world.Google.CallsAsync("gmail", person)).Should().Be(0, "the grant is known not to reach mail");
        (await _world.FollowAsync(problem.AuthorizationUrl(), person)).Should().Contain("status", "connected").And.Contain("grantId", grantId);
        await tenant.GetAsync($"v1/grants/{grantId}/messages");
    }

    [Fact]
    public async Task A_scope_that_Gmail_finds_missing_is_named_as_well()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(new
        {
            endpoint = "gmail",
            person,
            status = 403,
            body = new { error = new { code = 403, message = "Insufficient Permission", errors = new[] { new { reason = "insufficientPermissions", domain = "global" } } } },
        });

        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/messages", 403, "insufficient_scope");

        problem.Texts("missingScopes").Should().Equal(Readonly);
        problem.AuthorizationUrl().Should().NotBeEmpty();
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
    }

    [Fact]
    public async Task With_the_metadata_scope_alone_lists_work_and_search_and_bodies_do_not()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person, askFor: [Metadata]);
        var id = await DeliverAsync(person);

        var list = await tenant.GetAsync($"v1/grants/{grantId}/messages?labelIds=INBOX");
        list.GetProperty("messages").GetArrayLength().Should().Be(1);
        (await tenant.GetAsync($"v1/grants/{grantId}/messages/{id}?format=metadata")).Text("subject").Should().Be("Grüße");

        foreach (var call in new[] { "messages?q=anything", $"messages/{id}", $"messages/{id}?format=raw" })
        {
            var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/{call}", 403, "insufficient_scope");
            problem.Texts("missingScopes").Should().Equal(Readonly);
        }
    }

    private async Task<string> DeliverAsync(string person)
    {
        var mail = new { from = "shop@example.com", subject = "Grüße", text = "Schöne Grüße" };
        return (await _world.Google.PostAsync($"sandbox/people/{person}/mail", mail, expectedStatus: 201)).Text("id")!;
    }
}
