using System.Net.Http.Headers;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Bounds;

/// <summary>What one key or address may send, and have under way at once. Each test has keys and, by way of a trusted proxy, addresses of its own.</summary>
public sealed class RequestLimitTests(RequestLimitTests.Limited shared) : IClassFixture<RequestLimitTests.Limited>
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task S13_guessed_keys_are_limited_by_address_and_keys_in_use_still_open()
    {
        using var tenant = await _world.ATenantAsync();
        using var unused = await _world.ATenantAsync();
        await tenant.GetAsync("v1/grants");

        for (var i = 0; i < Limited.RefusedKeys; i++)
        {
            (await StatusAsync("203.0.113.1", $"gp_{Guid.NewGuid():N}_{new string('x', 43)}")).Should().Be(401);
        }

        using var refused = await SendAsync("203.0.113.1", $"gp_{Guid.NewGuid():N}_{new string('x', 43)}");
        (await refused.ReadAsync(429)).Text("code").Should().Be("rate_limited");
        refused.Headers.RetryAfter!.Delta.Should().BePositive();
        (await StatusAsync("203.0.113.1", "gp_not-a-key")).Should().Be(429);
        (await StatusAsync("203.0.113.1", apiKey: null)).Should().Be(429);
        (await StatusAsync("203.0.113.1", unused.ApiKey)).Should().Be(429, "whether it is a key would take a look into the database");
        (await StatusAsync("203.0.113.1", tenant.ApiKey)).Should().Be(200);
        (await StatusAsync("203.0.113.2", unused.ApiKey)).Should().Be(200);
    }

    [Fact]
    public async Task S13_requests_without_a_key_count_as_refused_in_the_shape_of_their_endpoint()
    {
        for (var i = 0; i < Limited.RefusedKeys; i++)
        {
            (await StatusAsync("203.0.113.9", apiKey: null)).Should().Be(401);
        }

        using var gateway = await SendAsync("203.0.113.9", apiKey: null, $"v1/grants/{Guid.NewGuid()}/google/gmail/v1/users/me/profile");
        var error = (await gateway.ReadAsync(429)).GetProperty("error");
        error.Text("status").Should().Be("RESOURCE_EXHAUSTED");
        gateway.Headers.RetryAfter!.Delta.Should().BePositive();
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:2::1", "2001:db8:0:3::1", false)]
    [InlineData("::ffff:203.0.113.20", "203.0.113.20", true)]
    public async Task S13_an_ipv6_network_counts_as_one_address(string first, string second, bool isOne)
    {
        for (var i = 0; i < Limited.RefusedKeys; i++)
        {
            await StatusAsync(first, apiKey: null);
        }

        (await StatusAsync(second, apiKey: null)).Should().Be(isOne ? 429 : 401);
    }

    [Fact]
    public async Task S13_a_key_that_sends_too_fast_is_told_to_wait_and_others_are_not()
    {
        using var tenant = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6 * Limited.RequestsPerKey).Select(_ => tenant.Api.GetAsync("v1/grants")));

        answers.Select(answer => (int)answer.StatusCode).Should().Contain(200).And.Contain(429).And.OnlyContain(status => status == 200 || status == 429);
        var refused = answers.First(answer => (int)answer.StatusCode == 429);
        (await refused.ReadAsync(429)).Text("code").Should().Be("rate_limited");
        refused.Headers.RetryAfter!.Delta.Should().BePositive();
        await other.GetAsync("v1/grants");
    }

    [Fact]
    public async Task S13_a_cached_key_that_calls_the_gateway_too_fast_is_told_to_wait_as_Google_would()
    {
        using var tenant = await _world.ATenantAsync();
        var path = $"v1/grants/{await tenant.ConnectAsync(await _world.Google.APersonAsync())}/google/gmail/v1/users/me/profile";
        await tenant.GetAsync(path);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6 * Limited.RequestsPerKey).Select(_ => tenant.Api.GetAsync(path)));

        answers.Select(answer => (int)answer.StatusCode).Should().Contain(200).And.Contain(429).And.OnlyContain(status => status == 200 || status == 429);
        var refused = answers.First(answer => (int)answer.StatusCode == 429);
        (await refused.ReadAsync(429)).GetProperty("error").Text("status").Should().Be("RESOURCE_EXHAUSTED");
        refused.Headers.RetryAfter!.Delta.Should().BePositive();
    }

    [Fact]
    public async Task S13_anonymous_requests_are_limited_by_address_and_health_is_not()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8 * Limited.AnonymousRequests).Select(_ => SendAsync("203.0.113.3", apiKey: null, $"connect/{Guid.NewGuid()}")));
        answers.Should().Contain(answer => (int)answer.StatusCode == 429);

        (await SendAsync("203.0.113.3", apiKey: null, "health/live")).EnsureSuccessStatusCode();
    }

    [Theory]
    [InlineData("messages", "Accept", "application/x-ndjson")]
    [InlineData("messages", "Prefer", "wait=50")]
    [InlineData("threads", "Prefer", "respond-async, wait=50")]
    public async Task S13_streams_and_waiting_calls_of_a_key_are_limited_and_others_pass(string path, string header, string value)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var grant = await tenant.ConnectAsync(person);
        var fault = await _world.Google.BreakAsync(new { endpoint = $"gmail.users.{path}.list", person, delayMs = 20_000, times = 2 });
        using var leave = new CancellationTokenSource();
        var running = Enumerable.Range(0, 2).Select(_ => SendAsync()).ToList();

        await _world.WaitForAsync(fault);
        var problem = await SendAsync().ProblemAsync(429, "rate_limited");
        problem.GetProperty("retryAfter").GetInt32().Should().BePositive();
        await tenant.GetAsync($"v1/grants/{grant}/{path}");

        await leave.CancelAsync();
        await Task.WhenAll(running.Select(call => Record.ExceptionAsync(() => call).AsTask()));
        await Eventually.HoldsAsync("calls that were given up leave their place", async () =>
        {
            using var response = await tenant.Api.SendAsync(Request());
            return response.IsSuccessStatusCode;
        });

        Task<HttpResponseMessage> SendAsync() => tenant.Api.SendAsync(Request(), leave.Token);

        HttpRequestMessage Request() => new(HttpMethod.Get, $"v1/grants/{grant}/{path}") { Headers = { { header, value } } };
    }

    [Fact]
    public async Task S13_batches_of_a_key_are_limited()
    {
        using var tenant = await _world.ATenantAsync();
        var path = $"v1/grants/{await tenant.ConnectAsync(await _world.Google.APersonAsync())}/google/batch/gmail/v1";
        var head = $"POST /{path} HTTP/1.1\r\nHost: {_world.PlatformUrl.Authority}\r\nAuthorization: Bearer {tenant.ApiKey}\r\nContent-Type: multipart/mixed; boundary=b\r\nContent-Length: 1000\r\n\r\n";

        await Eventually.HoldsAsync("the second is refused", async () =>
        {
            // Both are under way at once; where the second came first, the next attempt begins with another pair.
            using var first = await RawConnection.OpenAsync(_world.PlatformUrl);
            await first.SendAsync(head);
            using var second = await RawConnection.OpenAsync(_world.PlatformUrl);
            await second.SendAsync(head + new string('x', 1000));
            return (await second.ReadAnswerAsync())!.Body.Contains("Too many batches", StringComparison.Ordinal);
        });
    }

    private async Task<int> StatusAsync(string address, string? apiKey)
    {
        using var response = await SendAsync(address, apiKey);
        return (int)response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(string address, string? apiKey, string path = "v1/grants")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_world.PlatformUrl, path)) { Headers = { { "X-Forwarded-For", address } } };
        request.Headers.Authorization = apiKey is null ? null : new AuthenticationHeaderValue("Bearer", apiKey);
        return await shared.Client.SendAsync(request);
    }

    /// <summary>A world of small limits whose clients come through a proxy.</summary>
    public sealed class Limited : IAsyncLifetime
    {
        public const int RefusedKeys = 12;
        public const int RequestsPerKey = 10;
        public const int AnonymousRequests = 5;

        public World World { get; private set; } = null!;

        public HttpClient Client { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });

        public async ValueTask InitializeAsync() => World = await World.StartAsync(builder =>
        {
            var limits = builder.Configuration.GetSection("Limits");
            limits["RefusedKeysPerAddress"] = $"{RefusedKeys}";
            limits["RequestsPerKey"] = $"{RequestsPerKey}";
            limits["AnonymousRequestsPerAddress"] = $"{AnonymousRequests}";
            limits["StreamsPerKey"] = limits["WaitingCallsPerKey"] = "2";
            limits["BatchesPerKey"] = "1";
            limits["TrustedProxies:0"] = "127.0.0.0/8";
        });

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await World.DisposeAsync();
        }
    }
}
