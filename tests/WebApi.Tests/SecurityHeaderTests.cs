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
    [InlineData("docs")]
    [InlineData("docs/scalar.js")]
    [InlineData("hangfire")]
    [InlineData("hangfire/js18000")]
    [InlineData("no/such/page")]
    [InlineData("")]
    public async Task Every_answer_has_them_and_a_trace_id(string path)
    {
        using var response = await shared.Anyone.GetAsync(path);

        response.ShouldHaveSecurityHeaders();
        response.Headers.GetValues("Trace-Id").Should().ContainSingle();
        response.Headers.Contains("Server").Should().BeFalse();
    }

    [Fact]
    public async Task S14_The_script_of_the_API_reference_runs_by_a_nonce_of_its_answer_alone()
    {
        var policies = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var response = await shared.Anyone.GetAsync("docs/");
            policies.Add(response.Headers.GetValues("Content-Security-Policy").Single());
        }

        policies.Should().OnlyHaveUniqueItems().And.AllSatisfy(policy => policy.Should().MatchRegex("'nonce-[A-Za-z0-9+/=_-]{16,}'").And.NotMatchRegex("script-src[^;]*unsafe"));
    }

    [Fact]
    public async Task S14_Browsers_that_come_by_TLS_are_told_to_stay_with_it_and_others_are_not()
    {
        var secure = await shared.World.StartNodeAsync(builder => builder.Configuration["Google:RedirectUri"] = "https://mail.example/oauth/google/callback");
        using var client = new HttpClient { BaseAddress = new Uri(secure.Urls.First()) };

        using var overTls = await client.GetAsync("health/live");
        using var plain = await shared.Anyone.GetAsync("health/live");

        overTls.Headers.GetValues("Strict-Transport-Security").Should().Equal("max-age=31536000");
        plain.Headers.Contains("Strict-Transport-Security").Should().BeFalse();
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8080")]
    public async Task S14_The_API_description_names_the_configured_address_whatever_the_Host_header_says(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "openapi/v1.json");
        request.Headers.Host = host;
        using var response = await shared.Anyone.SendAsync(request);

        var servers = (await response.ReadAsync(200)).GetProperty("servers").EnumerateArray().Select(server => server.Text("url")).ToList();

        servers.Should().Equal(shared.World.PlatformUrl.ToString().TrimEnd('/'));
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
