using System.Globalization;
using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What calls cost of Gmail's quota, and what happens when there is none.</summary>
public sealed class QuotaTests(QuotaTests.ShortOfQuota shared) : IClassFixture<QuotaTests.ShortOfQuota>
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task Answers_say_what_they_cost_and_what_is_left()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync(messages: 1), ["https://mail.google.com/"]);

        (await CostAsync(tenant, $"v1/grants/{grant}/profile")).Should().Be((1, 299));
        (await CostAsync(tenant, $"v1/grants/{grant}/messages")).Should().Be((5, 294));
        (await CostAsync(tenant, $"v1/grants/{grant}/google/gmail/v1/users/me/threads")).Should().Be((10, 284));
        using var sent = await tenant.Api.PostAsJsonAsync($"v1/grants/{grant}/messages/send", new { to = new[] { "nobody@example.com" } });
        QuotaOf(sent).Should().Be((100, 184));
        using var stream = new HttpRequestMessage(HttpMethod.Get, $"v1/grants/{grant}/messages");
        stream.Headers.Accept.ParseAdd("application/x-ndjson");
        using var streamed = await tenant.Api.SendAsync(stream);
        QuotaOf(streamed).Should().Be((5, 179));
    }

    [Fact]
    public async Task A_batch_costs_what_its_calls_cost()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync(messages: 1));
        var part = new StringContent($"GET /v1/grants/{grant}/google/gmail/v1/users/me/profile HTTP/1.1\r\n\r\n");
        part.Headers.ContentType = new("application/http");
        var other = new StringContent($"GET /v1/grants/{grant}/google/gmail/v1/users/me/labels HTTP/1.1\r\n\r\n");
        other.Headers.ContentType = new("application/http");
        using var batch = new MultipartContent("mixed") { part, other };

        using var response = await tenant.Api.PostAsync($"v1/grants/{grant}/google/batch/gmail/v1", batch);

        response.IsSuccessStatusCode.Should().BeTrue();
        QuotaOf(response).Cost.Should().Be(2);
    }

    [Fact]
    public async Task A_user_whose_minute_is_used_up_is_refused_here_and_Gmail_is_left_alone()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grant = await tenant.ConnectAsync(person, ["https://mail.google.com/"]);
        await UseUpAsync(tenant, grant);
        var calls = await _world.Google.CallsAsync("gmail", person);

        var problem = await tenant.GetProblemAsync($"v1/grants/{grant}/messages", 429, "rate_limited");
        problem.GetProperty("retryAfter").GetInt32().Should().BeInRange(1, 60);
        using var gateway = await tenant.Api.GetAsync($"v1/grants/{grant}/google/gmail/v1/users/me/messages");
        var error = (await gateway.ReadAsync(429)).GetProperty("error");
        error.Text("status").Should().Be("RESOURCE_EXHAUSTED");
        error.GetProperty("errors")[0].Text("reason").Should().Be("rateLimitExceeded");
        gateway.Headers.RetryAfter!.Delta.Should().BeGreaterThan(TimeSpan.Zero);

        (await _world.Google.CallsAsync("gmail", person)).Should().Be(calls);
        var another = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        await tenant.GetAsync($"v1/grants/{another}/messages");
    }

    [Fact]
    public async Task What_cannot_be_opened_costs_nothing()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync(), ["openid"]);

        using var response = await tenant.Api.GetAsync($"v1/grants/{grant}/messages");

        await response.ReadAsync(403);
        response.Headers.Contains("X-Quota-Cost").Should().BeFalse();
    }

    [Theory]
    [InlineData("""{ "status": 429 }""")]
    [InlineData("""{ "status": 503 }""")]
    [InlineData("""{ "status": 403, "body": { "error": { "code": 403, "message": "x", "errors": [{ "reason": "userRateLimitExceeded" }] } } }""")]
    public async Task Whoever_is_willing_to_wait_gets_the_answer_of_a_later_attempt(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grant = await tenant.ConnectAsync(person);
        await BreakOnceAsync(person, fault);
        tenant.Api.DefaultRequestHeaders.Add("Prefer", "respond-async, wait=20");

        await tenant.GetAsync($"v1/grants/{grant}/messages");

        (await _world.Google.CallsAsync("gmail.users.messages.list", person)).Should().Be(2);
    }

    [Theory]
    [InlineData("""{ "status": 429, "retryAfter": 30 }""", 429)]
    [InlineData("""{ "status": 403, "body": { "error": { "code": 403, "message": "x", "errors": [{ "reason": "domainPolicy" }] } } }""", 403)]
    public async Task Waiting_longer_than_the_caller_would_and_repeating_what_is_refused_for_good_are_not_tried(string fault, int status)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grant = await tenant.ConnectAsync(person);
        await BreakOnceAsync(person, fault);
        tenant.Api.DefaultRequestHeaders.Add("Prefer", "wait=20");

        await tenant.GetAsync($"v1/grants/{grant}/messages", status);

        (await _world.Google.CallsAsync("gmail.users.messages.list", person)).Should().Be(1);
    }

    private static async Task UseUpAsync(TestTenant tenant, string grant)
    {
        for (var i = 0; i < 3; i++)
        {
            await tenant.PostAsync($"v1/grants/{grant}/messages/send", new { to = new[] { "nobody@example.com" } });
        }
    }

    private async Task BreakOnceAsync(string person, string fault)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        (body["endpoint"], body["person"], body["times"]) = ("gmail.users.messages.list", person, 1);
        await _world.Google.BreakAsync(body);
    }

    private static async Task<(int Cost, int Remaining)> CostAsync(TestTenant tenant, string path)
    {
        using var response = await tenant.Api.GetAsync(path);
        response.IsSuccessStatusCode.Should().BeTrue();
        return QuotaOf(response);
    }

    private static (int Cost, int Remaining) QuotaOf(HttpResponseMessage response) => (Number(response, "X-Quota-Cost"), Number(response, "X-Quota-Remaining"));

    private static int Number(HttpResponseMessage response, string header) => int.Parse(response.Headers.GetValues(header).Single(), CultureInfo.InvariantCulture);

    /// <summary>A world whose users have as little as three messages to send in a minute.</summary>
    public sealed class ShortOfQuota : IAsyncLifetime
    {
        public World World { get; private set; } = null!;

        public async ValueTask InitializeAsync() => World = await World.StartAsync(builder => builder.Configuration["Google:Quota:UserUnitsPerMinute"] = "300");

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}
