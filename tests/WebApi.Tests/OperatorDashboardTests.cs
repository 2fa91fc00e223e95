using System.Net;

namespace GmailPlatform.WebApi.Tests;

public sealed class OperatorDashboardTests(SharedWorld shared)
{
    [Theory]
    [InlineData("hangfire")]
    [InlineData("hangfire/recurring")]
    [InlineData("hangfire/jobs/scheduled")]
    public async Task It_opens_to_this_machine(string path)
    {
        using var response = await shared.Anyone.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Contain("GmailPlatform jobs");
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("X-Forwarded-Host", "platform.example")]
    [InlineData("X-Original-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    public async Task It_is_closed_to_what_a_proxy_forwards(string header, string value)
    {
        foreach (var path in new[] { "hangfire", "hangfire/recurring", "hangfire/stats" })
        {
            using var request = new HttpRequestMessage(path == "hangfire/stats" ? HttpMethod.Post : HttpMethod.Get, path);
            request.Headers.Add(header, value);
            using var response = await shared.Anyone.SendAsync(request);
            response.StatusCode.Should().BeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
        }
    }
}
