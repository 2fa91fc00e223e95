using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Control;

public sealed class FaultTests(Sandbox sandbox)
{
    private static readonly string[] RefreshTokenField = ["refresh_token"];

    [Fact]
    public async Task A_fault_strikes_as_often_as_it_was_told_and_only_its_person()
    {
        var (email, tokens) = await ConnectedAsync();
        var (_, bystander) = await ConnectedAsync();
        await ArmAsync(new { endpoint = "token", person = email, grantType = "refresh_token", status = 503, retryAfter = 7, times = 2 });

        var first = await sandbox.RefreshAsync(tokens.Refresh);
        var untouched = await sandbox.RefreshAsync(bystander.Refresh);
        var second = await sandbox.RefreshAsync(tokens.Refresh);
        var third = await sandbox.RefreshAsync(tokens.Refresh);

        first.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        first.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(7));
        first.Text("error").Should().Be("internal_failure");
        second.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        new[] { untouched.Status, third.Status }.Should().OnlyContain(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_fault_can_wait_for_one_grant_type()
    {
        var email = await sandbox.AddPersonAsync();
        await ArmAsync(new { endpoint = "token", person = email, grantType = "refresh_token", status = 500, times = 1 });

        var tokens = await sandbox.ConnectAsync(email);

        (await sandbox.RefreshAsync(tokens.Refresh)).Status.Should().Be(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task A_status_after_the_effect_is_what_a_gateway_answers_whose_time_has_run_out()
    {
        var email = await sandbox.AddPersonAsync();
        await ArmAsync(new { endpoint = "token", person = email, grantType = "authorization_code", status = 504, afterEffect = true, times = 1 });
        var code = await sandbox.CodeAsync(email);

        var first = await sandbox.ExchangeAsync(code);
        var second = await sandbox.ExchangeAsync(code);

        first.Status.Should().Be(HttpStatusCode.GatewayTimeout);
        second.Text("error").Should().Be("invalid_grant", "the code is spent");
    }

    [Theory]
    [InlineData("token", 418)]
    [InlineData("userinfo", 200)]
    [InlineData("jwks", 999)]
    public async Task O3_a_fault_can_answer_any_bytes_with_any_status_and_headers(string endpoint, int status)
    {
        byte[] bytes = [0, 1, 0xFF, (byte)'{'];
        var headers = new Dictionary<string, string> { ["Content-Type"] = "application/json; charset=utf8", ["Content-Encoding"] = "gzip", ["X-Odd"] = "yes" };
        await ArmAsync(new { endpoint, raw = Convert.ToBase64String(bytes), status, headers, times = 1 });

        using var response = endpoint switch
        {
            "token" => await sandbox.Http.PostAsync("token", new FormUrlEncodedContent([])),
            "jwks" => await sandbox.Http.GetAsync("oauth2/v3/certs"),
            _ => await sandbox.Http.GetAsync("v1/userinfo"),
        };

        ((int)response.StatusCode).Should().Be(status);
        (await response.Content.ReadAsByteArrayAsync()).Should().Equal(bytes);
        response.Content.Headers.ContentEncoding.Should().Equal("gzip");
        response.Headers.GetValues("X-Odd").Should().Equal("yes");
    }

    [Theory]
    [InlineData("gmail")]
    [InlineData("gmail.users.getProfile")]
    public async Task Gmail_can_fail_as_a_whole_or_by_method(string endpoint)
    {
        var (email, tokens) = await ConnectedAsync();
        await ArmAsync(new { endpoint, person = email, status = 429, times = 1 });

        var labels = await sandbox.GmailAsync(endpoint == "gmail" ? "profile" : "labels", tokens.Access);
        var profile = await sandbox.GmailAsync("profile", tokens.Access);

        var struck = endpoint == "gmail" ? labels : profile;
        struck.Status.Should().Be(HttpStatusCode.TooManyRequests);
        struck.Text("error.errors.0.reason").Should().Be("rateLimitExceeded");
        (endpoint == "gmail" ? profile : labels).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_body_can_be_json_or_text()
    {
        var (email, tokens) = await ConnectedAsync();
        await ArmAsync(new { endpoint = "token", person = email, status = 400, body = new { error = "invalid_grant", error_subtype = "invalid_rapt" }, times = 1 });
        await ArmAsync(new { endpoint = "token", person = email, status = 502, body = "<html>Bad gateway</html>", times = 1 });

        var json = await sandbox.RefreshAsync(tokens.Refresh);
        var text = await sandbox.RefreshAsync(tokens.Refresh);

        json.Text("error_subtype").Should().Be("invalid_rapt");
        text.ContentType.Should().Be("text/html");
        text.Body.Should().Be("<html>Bad gateway</html>");
    }

    [Theory]
    [InlineData("drop", "before", "200")]
    [InlineData("drop", "after", "400")]
    [InlineData("drop", "midway", "400")]
    [InlineData("reset", "before", "200")]
    [InlineData("reset", "after", "400")]
    [InlineData("reset", "midway", "400")]
    public async Task A_connection_can_end_before_or_after_the_effect(string way, string moment, string secondStatus)
    {
        var email = await sandbox.AddPersonAsync();
        var code = await sandbox.CodeAsync(email);
        await ArmAsync(new Dictionary<string, object> { ["endpoint"] = "token", ["person"] = email, [way] = moment, ["times"] = 1 });

        await sandbox.Awaiting(it => it.ExchangeAsync(code)).Should().ThrowAsync<HttpRequestException>();

        $"{(int)(await sandbox.ExchangeAsync(code)).Status}".Should().Be(secondStatus);
        (await sandbox.GetAsync($"/sandbox/calls?endpoint=token&person={email}")).Json.GetProperty("calls").EnumerateArray()
            .Select(call => call.GetProperty("status").GetInt32()).First().Should().Be(0);
    }

    [Theory]
    [InlineData("drop", "before", false, false)]
    [InlineData("drop", "after", false, false)]
    [InlineData("drop", "midway", true, false)]
    [InlineData("reset", "before", false, true)]
    [InlineData("reset", "after", false, true)]
    [InlineData("reset", "midway", true, true)]
    public async Task A_dropped_connection_is_closed_and_a_reset_one_is_reset(string way, string moment, bool answerBegins, bool isReset)
    {
        await using var own = await Sandbox.StartAsync();
        await own.PostAsync("/sandbox/faults", new Dictionary<string, object> { ["endpoint"] = "jwks", [way] = moment });

        var (received, end) = await RawConnection.GetAsync(new Uri(own.Url), "/oauth2/v3/certs");

        end.Should().Be(isReset ? SocketError.ConnectionReset : SocketError.Success);
        if (!answerBegins)
        {
            received.Should().BeEmpty();
            return;
        }

        received.Should().Match("HTTP/1.1 200*{*\"keys\"*");
        var length = int.Parse(received.Split("Content-Length: ")[1].Split('\r')[0], CultureInfo.InvariantCulture);
        received.Split("\r\n\r\n")[1].Length.Should().Be(length / 2);
    }

    [Theory]
    [InlineData("truncate", "application/json")]
    [InlineData("html", "application/json")]
    public async Task A_garbled_answer_arrives_in_order_after_its_effect_and_cannot_be_read(string garble, string contentType)
    {
        var email = await sandbox.AddPersonAsync();
        var code = await sandbox.CodeAsync(email);
        await ArmAsync(new { endpoint = "token", person = email, garble, times = 1 });

        var reply = await sandbox.ExchangeAsync(code);

        reply.Status.Should().Be(HttpStatusCode.OK);
        reply.ContentType.Should().Be(contentType);
        reply.Body.Should().NotBeEmpty();
        reply.Body.Invoking(body => JsonDocument.Parse(body)).Should().Throw<JsonException>();
        (await sandbox.ExchangeAsync(code)).Text("error").Should().Be("invalid_grant", "the code is spent");
    }

    [Fact]
    public async Task A_fault_can_wait_for_one_client()
    {
        var email = await sandbox.AddPersonAsync();
        var clientId = await sandbox.AddClientAsync();
        var (ours, theirs) = (await sandbox.ConnectAsync(email), await sandbox.ConnectAsync(email, clientId));
        await ArmAsync(new { endpoint = "token", clientId, status = 503 });

        (await sandbox.RefreshAsync(theirs.Refresh, clientId)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await sandbox.RefreshAsync(ours.Refresh)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_the_faults_for_a_person_and_for_everybody_the_oldest_strikes_first()
    {
        await using var own = await Sandbox.StartAsync();
        var person = await own.AddPersonAsync();
        var access = (await own.ConnectAsync(person)).Access;
        await own.PostAsync("/sandbox/faults", new { endpoint = "userinfo", person, status = 501, times = 1 });
        await own.PostAsync("/sandbox/faults", new { endpoint = "userinfo", status = 502, times = 1 });
        await own.PostAsync("/sandbox/faults", new { endpoint = "userinfo", person, status = 503, times = 1 });

        var statuses = new List<int>();
        for (var call = 0; call < 4; call++)
        {
            statuses.Add((int)(await own.GetAsync("/v1/userinfo", access)).Status);
        }

        statuses.Should().Equal(501, 502, 503, 200);
    }

    [Fact]
    public async Task Fields_can_be_left_out_of_an_answer()
    {
        var email = await sandbox.AddPersonAsync();
        await ArmAsync(new { endpoint = "token", person = email, omit = RefreshTokenField, times = 1 });

        var reply = await sandbox.ExchangeAsync(await sandbox.CodeAsync(email));

        reply.Text("refresh_token").Should().BeNull();
        reply.Text("access_token").Should().NotBeNull();
    }

    [Fact]
    public async Task Fields_of_an_answer_can_be_replaced()
    {
        var (email, tokens) = await ConnectedAsync();
        await ArmAsync(new { endpoint = "token", person = email, replace = new { scope = "openid", expires_in = 1 }, times = 1 });
        await ArmAsync(new { endpoint = "userinfo", person = email, replace = new { sub = "another" }, times = 1 });

        var refreshed = await sandbox.RefreshAsync(tokens.Refresh);
        var info = await sandbox.GetAsync("/v1/userinfo", tokens.Access);

        refreshed.Text("scope").Should().Be("openid");
        refreshed.Text("expires_in").Should().Be("1");
        info.Text("sub").Should().Be("another");
    }

    [Fact]
    public async Task Every_other_endpoint_can_fail_too()
    {
        await using var own = await Sandbox.StartAsync();
        foreach (var (endpoint, path) in new[]
        {
            ("authorization", "/o/oauth2/v2/auth"), ("tokeninfo", "/tokeninfo"), ("userinfo", "/v1/userinfo"),
            ("jwks", "/oauth2/v3/certs"), ("discovery", "/.well-known/openid-configuration"),
        })
        {
            var armed = await own.PostAsync("/sandbox/faults", new { endpoint, status = 503 });
            (await own.GetAsync(path)).Status.Should().Be(HttpStatusCode.ServiceUnavailable, endpoint);
            (await own.DeleteAsync($"/sandbox/faults/{armed.Text("id")}")).Status.Should().Be(HttpStatusCode.NoContent);
            (await own.GetAsync(path)).Status.Should().NotBe(HttpStatusCode.ServiceUnavailable, endpoint);
        }
    }

    [Fact]
    public async Task An_answer_can_be_slow()
    {
        await using var own = await Sandbox.StartAsync();
        await own.PostAsync("/sandbox/faults", new { endpoint = "jwks", delayMs = 60_000, times = 1 });
        using var impatience = new CancellationTokenSource();

        var slow = own.Http.GetAsync("/oauth2/v3/certs", impatience.Token);
        while ((await own.GetAsync("/sandbox/faults")).Json.GetProperty("faults").GetArrayLength() > 0)
        {
            await Task.Yield();
        }

        slow.IsCompleted.Should().BeFalse();
        await impatience.CancelAsync();
        await slow.Awaiting(call => call).Should().ThrowAsync<OperationCanceledException>();
        (await own.GetAsync("/oauth2/v3/certs")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_slow_answer_comes_when_its_fault_is_removed()
    {
        await using var own = await Sandbox.StartAsync();
        var armed = await own.PostAsync("/sandbox/faults", new { endpoint = "jwks", delayMs = 600_000, times = 1 });
        var slow = own.GetAsync("/oauth2/v3/certs");
        while ((await own.GetAsync("/sandbox/faults")).Json.GetProperty("faults").GetArrayLength() > 0)
        {
            await Task.Yield();
        }

        (await own.DeleteAsync($"/sandbox/faults/{armed.Text("id")}")).Status.Should().Be(HttpStatusCode.NoContent);

        (await slow).Status.Should().Be(HttpStatusCode.OK);
        (await own.DeleteAsync($"/sandbox/faults/{armed.Text("id")}")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Armed_faults_are_listed_with_what_is_left_of_them_and_can_be_cleared()
    {
        await using var own = await Sandbox.StartAsync();
        await own.PostAsync("/sandbox/faults", new { endpoint = "jwks", status = 500, times = 3 });
        await own.GetAsync("/oauth2/v3/certs");
        (await own.GetAsync("/sandbox/faults")).Text("faults.0.times").Should().Be("2");

        await own.DeleteAsync("/sandbox/faults");

        (await own.GetAsync("/sandbox/faults")).Json.GetProperty("faults").GetArrayLength().Should().Be(0);
    }

    public static TheoryData<string> Nonsense =>
    [
        """{"endpoint":"elsewhere","status":500}""",
        """{"endpoint":"token","status":99}""",
        """{"endpoint":"token","drop":"sometimes"}""",
        """{"endpoint":"token","status":500,"times":0}""",
        """{"endpoint":"token","person":"ghost@example.com","status":500}""",
        """{"endpoint":"token"}""",
        """{"endpoint":"token","reset":"sometimes"}""",
        """{"endpoint":"token","garble":"sometimes"}""",
        """{"endpoint":"token","status":500,"drop":"after"}""",
        """{"status":500}""",
        """nonsense""",
    ];

    [Theory]
    [MemberData(nameof(Nonsense))]
    public async Task A_fault_that_makes_no_sense_is_refused(string json)
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");

        var reply = await Reply.OfAsync(await sandbox.Http.PostAsync("/sandbox/faults", content, TestContext.Current.CancellationToken));

        reply.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    private async Task<(string Email, Tokens Tokens)> ConnectedAsync()
    {
        var email = await sandbox.AddPersonAsync();
        return (email, await sandbox.ConnectAsync(email));
    }

    private async Task ArmAsync(object fault) => (await sandbox.PostAsync("/sandbox/faults", fault)).Status.Should().Be(HttpStatusCode.Created);
}
