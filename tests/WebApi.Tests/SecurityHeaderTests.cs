using GmailPlatform.Testing;

namespace GmailPlatform.WebApi.Tests;

public sealed class SecurityHeaderTests(SharedWorld shared)
{
    [Theory]
    [InlineData("pages.css")]
    [InlineData("health/live")]
    [InlineData("openapi/v1.json")]
    [InlineData("connect/00000000-0000-0000-0000-000000000001")]
    [InlineData("oauth/google/callback?state=unknown&code=4/0A")]
    [InlineData("console/signed-out")]
    [InlineData("console/sign-in")]
    [InlineData("console.js")]
    [InlineData("")]
    public async Task Every_answer_has_them_and_a_trace_id(string path)
    {
        using var response = await shared.Anyone.GetAsync(path);

        response.ShouldHaveSecurityHeaders();
        response.Headers.GetValues("Trace-Id").Should().ContainSingle();
        response.Headers.Contains("Server").Should().BeFalse();
    }

    [Fact]
    public async Task What_may_hold_a_token_is_never_stored()
    {
        var started = await shared.Tenant.AuthorizeAsync();
        var grant = await shared.Tenant.ConnectAsync(await shared.World.Google.APersonAsync());

        foreach (var path in new[] { started.Text("connectUrl")!, "oauth/google/callback?state=unknown&code=4/0A", "v1/grants", $"v1/grants/{grant}/access-token", "v1/nothing" })
        {
            using var response = await shared.Tenant.Api.GetAsync(path);
            response.Headers.CacheControl!.NoStore.Should().BeTrue(path);
            response.ShouldHaveSecurityHeaders();
        }
    }
}

internal static class SecurityHeaderAssertions
{
    public static void ShouldHaveSecurityHeaders(this HttpResponseMessage response)
    {
        response.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        response.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
        response.Headers.GetValues("X-Frame-Options").Should().Equal("DENY");
        response.Headers.GetValues("Content-Security-Policy").Should().ContainSingle()
            .Which.Should().StartWith("default-src 'none'").And.Contain("frame-ancestors 'none'");
    }
}
