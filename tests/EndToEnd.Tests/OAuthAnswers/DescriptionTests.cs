using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.OAuthAnswers;

/// <summary>Google's own description of a refusal reaches whoever looks into it, without tokens and addresses.</summary>
public sealed class DescriptionTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task O18_The_status_of_an_authorization_tells_Googles_description_without_the_code()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var started = await tenant.AuthorizeAsync();
        var consent = await _world.Google.ConsentAsync(started.AuthorizationUrl(), person);
        await RefuseAsync(person, "authorization_code", "invalid_grant", $"Malformed auth code {consent.Code}.\u0000 {new string('.', 1000)}");

        await tenant.ReturnAsync(consent.RedirectUrl);

        var status = await tenant.GetAsync($"v1/authorizations/{started.Text("id")}");
        status.Text("error").Should().Be("code_exchange_failed");
        status.Text("reason").Should().Be("invalid_grant");
        status.Text("googleErrorDescription").Should().StartWith("Malformed auth code [redacted]").And.HaveLength(300);
        status.GetRawText().Should().NotContain(consent.Code);
    }

    [Theory]
    [InlineData("invalid_grant", "reauthorization_required")]
    [InlineData("admin_policy_enforced", "reauthorization_required")]
    [InlineData("something_new", "refresh_failed")]
    public async Task O18_The_history_of_a_refused_refresh_has_Googles_description_without_tokens_and_addresses(string error, string type)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var token = await _world.RefreshTokenAsync(tenant, grant);
        await RefuseAsync(person, "refresh_token", error, $"Refused for {person} and {token}.\u0007");

        using var response = await tenant.Api.PostAsync($"v1/grants/{grant}/refresh", content: null);

        var stored = (await tenant.EventAsync(grant, type)).GetRawText();
        stored.Should().Contain("Refused for [redacted] and [redacted]").And.NotContain(person).And.NotContain(token);
    }

    private Task<string> RefuseAsync(string person, string grantType, string error, string description) => _world.Google.BreakAsync(
        new { endpoint = "token", person, grantType, status = 400, body = new { error, error_description = description } });
}
