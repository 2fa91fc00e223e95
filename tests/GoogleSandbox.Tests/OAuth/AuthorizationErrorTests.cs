using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class AuthorizationErrorTests(Sandbox sandbox)
{
    public static TheoryData<string, string?, string, string> Mistakes => new()
    {
        { "client_id", null, "Error 400: invalid_request", "Missing required parameter: client_id" },
        { "client_id", "nobody", "Error 401: invalid_client", "The OAuth client was not found." },
        { "redirect_uri", null, "Error 400: invalid_request", "Missing required parameter: redirect_uri" },
        { "redirect_uri", "no uri", "Error 400: invalid_request", "OAuth 2.0 policy for keeping apps secure" },
        { "redirect_uri", "http://localhost:8080/callback/", "Error 400: redirect_uri_mismatch", "/callback/" },
        { "redirect_uri", "HTTP://localhost:8080/callback", "Error 400: redirect_uri_mismatch", "not registered" },
        { "redirect_uri", "postmessage", "Error 400: origin_mismatch", "origin" },
        { "response_type", null, "Error 400: invalid_request", "Required parameter is missing: response_type" },
        { "response_type", "magic", "Error 400: invalid_request", "Invalid response_type: magic" },
        { "scope", null, "Error 400: invalid_request", "Missing required parameter: scope" },
        { "scope", "openid nonsense", "Error 400: invalid_scope", "Some requested scopes were invalid. {valid=[openid], invalid=[nonsense]}" },
        { "scope", "nonsense", "Error 400: invalid_scope", "Some requested scopes were invalid. {invalid=[nonsense]}" },
        { "prompt", "often", "Error 400: invalid_request", "Invalid prompt: often" },
        { "prompt", "none consent", "Error 400: invalid_request", "Invalid prompt" },
        { "code_challenge_method", "S512", "Error 400: invalid_request", "Invalid code_challenge_method: S512" },
        { "code_challenge", "short", "Error 400: invalid_request", "Invalid code_challenge" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_of_the_application_ends_on_an_error_page_with_status_200(
        string parameter, string? value, string firstLine, string message)
    {
        var redirect = await sandbox.GetAsync(sandbox.AuthorizationUrl((parameter, value)));

        redirect.Status.Should().Be(HttpStatusCode.Redirect);
        var location = redirect.Headers.Location!.ToString();
        location.Should().StartWith("/signin/oauth/error/v2?authError=").And.EndWith("&flowName=GeneralOAuthFlow");
        var page = await sandbox.GetAsync(location);
        page.Status.Should().Be(HttpStatusCode.OK);
        page.ContentType.Should().Be("text/html");
        WebUtility.HtmlDecode(page.Body).Should().Contain("Access blocked: Authorization Error").And.Contain(firstLine).And.Contain(message);
    }

    [Fact]
    public async Task Approval_prompt_beside_prompt_conflicts() =>
        (await PageAsync(("prompt", "consent"), ("approval_prompt", "force"))).Should().Contain("Conflict params: approval_prompt and prompt");

    [Fact]
    public async Task A_disabled_client_is_turned_away()
    {
        var clientId = await sandbox.AddClientAsync();
        await sandbox.PatchAsync($"/sandbox/clients/{clientId}", new { disabled = true });

        (await PageAsync(("client_id", clientId))).Should().Contain("Error 401: disabled_client");
    }

    [Fact]
    public async Task A_repeated_parameter_is_refused()
    {
        var redirect = await sandbox.GetAsync(sandbox.AuthorizationUrl() + "&scope=openid");

        var page = await sandbox.GetAsync(redirect.Headers.Location!.ToString());
        page.Body.Should().Contain("OAuth 2 parameters can only have a single value: scope");
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("PHNjcmlwdD4=")]
    public async Task The_error_page_survives_any_input(string authError)
    {
        var page = await sandbox.GetAsync($"/signin/oauth/error/v2?authError={Uri.EscapeDataString(authError)}");

        page.Status.Should().Be(HttpStatusCode.OK);
        page.Body.Should().NotContain("<script");
    }

    [Fact]
    public async Task What_a_request_says_is_never_markup()
    {
        var page = await PageAsync(("scope", "<script>alert(1)</script>"));

        page.Should().NotContain("<script>alert").And.Contain("&lt;script&gt;alert");
    }

    private async Task<string> PageAsync(params (string Name, string? Value)[] changes)
    {
        var redirect = await sandbox.GetAsync(sandbox.AuthorizationUrl(changes));
        return (await sandbox.GetAsync(redirect.Headers.Location!.ToString())).Body;
    }
}
