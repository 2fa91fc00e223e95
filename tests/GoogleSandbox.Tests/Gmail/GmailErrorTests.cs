using System.Net;
using GmailPlatform.GoogleSandbox.Gmail;
using GmailPlatform.GoogleSandbox.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class GmailErrorTests(Sandbox sandbox)
{
    [Fact]
    public async Task Without_a_token_the_credential_is_missing()
    {
        var reply = await sandbox.GetAsync("/gmail/v1/users/me/messages");

        reply.Status.Should().Be(HttpStatusCode.Unauthorized);
        reply.Headers.WwwAuthenticate.ToString().Should().Be("Bearer realm=\"https://accounts.google.com/\"");
        reply.Text("error.message").Should().StartWith("Request is missing required authentication credential.");
        reply.Text("error.errors.0.reason").Should().Be("required");
        reply.Text("error.status").Should().Be("UNAUTHENTICATED");
        reply.Text("error.details.0.reason").Should().Be("CREDENTIALS_MISSING");
    }

    [Fact]
    public async Task A_bad_token_is_an_invalid_credential()
    {
        var reply = await sandbox.GmailAsync("messages", "ya29.nothing");

        reply.Status.Should().Be(HttpStatusCode.Unauthorized);
        reply.Headers.WwwAuthenticate.ToString().Should().Be("Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\"");
        reply.Text("error.code").Should().Be("401");
        reply.Text("error.message").Should().StartWith("Request had invalid authentication credentials.");
        reply.Text("error.errors.0.message").Should().Be("Invalid Credentials");
        reply.Text("error.errors.0.domain").Should().Be("global");
        reply.Text("error.errors.0.reason").Should().Be("authError");
        reply.Text("error.errors.0.location").Should().Be("Authorization");
        reply.Text("error.errors.0.locationType").Should().Be("header");
        reply.Text("error.details").Should().BeNull();
    }

    [Fact]
    public async Task A_token_without_the_scope_is_told_which_would_do()
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync(), scope: $"openid {Sandbox.Send}");

        var reply = await sandbox.GmailAsync("messages", tokens.Access);

        reply.Status.Should().Be(HttpStatusCode.Forbidden);
        reply.Headers.WwwAuthenticate.ToString().Should().Contain("error=\"insufficient_scope\"").And.Contain(Sandbox.ReadOnly);
        reply.Text("error.message").Should().Be("Request had insufficient authentication scopes.");
        reply.Text("error.errors.0.message").Should().Be("Insufficient Permission");
        reply.Text("error.errors.0.reason").Should().Be("insufficientPermissions");
        reply.Text("error.status").Should().Be("PERMISSION_DENIED");
        reply.Text("error.details.0.reason").Should().Be("ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    }

    [Fact]
    public async Task Somebody_elses_mailbox_is_denied_and_ones_own_address_is_not()
    {
        var email = await sandbox.AddPersonAsync();
        var tokens = await sandbox.ConnectAsync(email);

        var denied = await sandbox.GetAsync("/gmail/v1/users/mira.castellan%40example.com/profile", tokens.Access);
        var own = await sandbox.GetAsync($"/gmail/v1/users/{email.ToUpperInvariant()}/profile", tokens.Access);

        denied.Status.Should().Be(HttpStatusCode.Forbidden);
        denied.Text("error.message").Should().Be($"Delegation denied for {email}");
        denied.Text("error.errors.0.reason").Should().Be("forbidden");
        own.Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("access_token")]
    [InlineData("oauth_token")]
    public async Task A_token_may_come_in_the_query(string parameter)
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());

        (await sandbox.GetAsync($"/gmail/v1/users/me/profile?{parameter}={tokens.Access}")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("messages?q=hello", "Metadata scope does not support 'q' parameter")]
    [InlineData("messages/{id}", "Metadata scope doesn't allow format FULL")]
    [InlineData("messages/{id}?format=raw", "Metadata scope doesn't allow format RAW")]
    public async Task The_metadata_scope_restricts_even_beside_readonly(string path, string message)
    {
        var email = await sandbox.AddPersonAsync();
        var id = (await sandbox.PostAsync($"/sandbox/people/{email}/mail", new { from = "a@example.org", subject = "s", text = "t" })).Text("id");
        var tokens = await sandbox.ConnectAsync(email, scope: $"{Sandbox.Metadata} {Sandbox.ReadOnly}");

        var reply = await sandbox.GmailAsync(path.Replace("{id}", id, StringComparison.Ordinal), tokens.Access);

        reply.Status.Should().Be(HttpStatusCode.Forbidden);
        reply.Text("error.message").Should().Be(message);
        (await sandbox.GmailAsync($"messages/{id}?format=metadata", tokens.Access)).Status.Should().Be(HttpStatusCode.OK);
        (await sandbox.GmailAsync("messages", tokens.Access)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("GET", "/gmail/v1/users/me/nothing")]
    [InlineData("GET", "/gmail/v2/users/me/messages")]
    [InlineData("PUT", "/gmail/v1/users/me/messages")]
    [InlineData("DELETE", "/gmail/v1/users/me/profile")]
    [InlineData("GET", "/nowhere")]
    public async Task An_unknown_url_or_verb_gets_a_page_and_never_405(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        var reply = await Reply.OfAsync(await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken));

        reply.Status.Should().Be(HttpStatusCode.NotFound);
        reply.ContentType.Should().Be("text/html");
    }

    [Fact]
    public void Every_method_of_the_discovery_document_is_known() => GmailMethods.All.Should().HaveCount(79).And.OnlyHaveUniqueItems(method => method.Id);

    [Fact]
    public void G7_Every_method_of_the_discovery_document_is_built()
    {
        var built = sandbox.Services.GetServices<IGmailHandler>().Select(handler => handler.MethodId);

        built.Should().BeEquivalentTo(GmailMethods.All.Select(method => method.Id));
    }

    [Fact]
    public async Task Every_method_checks_the_token_first()
    {
        foreach (var method in GmailMethods.All)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method.Verb), method.Path.Replace("{userId}", "me", StringComparison.Ordinal));

            var reply = await Reply.OfAsync(await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken));

            reply.Status.Should().Be(HttpStatusCode.Unauthorized, method.Id);
        }
    }

    [Fact]
    public async Task Answers_are_indented_unless_asked_otherwise()
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());

        (await sandbox.GmailAsync("profile", tokens.Access)).Body.Should().Contain("\n  \"emailAddress\"");
        (await sandbox.GmailAsync("profile?prettyPrint=false", tokens.Access)).Body.Should().NotContain("\n");
    }

    [Theory]
    [InlineData("OAuth")]
    [InlineData("oauth")]
    [InlineData("Bearer")]
    public async Task G7_Both_schemes_of_the_header_carry_a_token(string scheme)
    {
        var tokens = await sandbox.ConnectAsync(await sandbox.AddPersonAsync());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/gmail/v1/users/me/profile");
        request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {tokens.Access}");

        var reply = await Reply.OfAsync(await sandbox.Http.SendAsync(request, TestContext.Current.CancellationToken));

        reply.Status.Should().Be(HttpStatusCode.OK, reply.Body);
    }
}
