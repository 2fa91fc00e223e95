using GmailPlatform.Testing;

namespace GmailPlatform.WebApi.Tests;

public sealed class HealthTests(SharedWorld shared)
{
    [Fact]
    public async Task Liveness_looks_at_nothing_but_the_process()
    {
        using var response = await shared.Anyone.GetAsync("health/live");

        var answer = await response.ReadAsync(200);
        answer.Text("status").Should().Be("healthy");
        answer.GetProperty("checks").EnumerateObject().Should().BeEmpty();
    }

    [Fact]
    public async Task Readiness_names_each_thing_that_serving_needs()
    {
        using var response = await shared.Anyone.GetAsync("health/ready");

        var answer = await response.ReadAsync(200);
        answer.Text("status").Should().Be("healthy");
        answer.GetProperty("checks").EnumerateObject().Select(check => (check.Name, check.Value.GetString()))
            .Should().BeEquivalentTo([("database", "healthy"), ("migrations", "healthy"), ("keyRing", "healthy"), ("storedRows", "healthy"), ("googleClients", "healthy"), ("refreshes", "healthy"), ("serving", "healthy")]);
    }
}
