using System.Net;
using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.OAuthAnswers;

/// <summary>Whatever bytes Google's OAuth endpoints answer, they are sorted: tokens, a refusal or a passing failure, and never a server error.</summary>
[Collection(MovingWorld.Collection)]
public sealed class OddAnswerTests(MovingWorld moving)
{
    private readonly World _world = moving.World;

    public static TheoryData<string> Readable { get; } = [.. RawAnswer.Readable.Select(answer => answer.Name)];

    public static TheoryData<string> Unreadable { get; } = [.. RawAnswer.Unreadable.Select(answer => answer.Name)];

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task O3_tokens_in_odd_clothes_are_taken(string name)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(RawAnswer.Readable.Single(answer => answer.Name == name).Fault("token", person, "refresh_token", times: 1));

        var refreshed = await tenant.PostAsync($"v1/grants/{grant}/refresh");

        refreshed.Text("accessToken").Should().Be(RawAnswer.AccessToken);
        refreshed.GetProperty("expiresAt").GetDateTimeOffset().Should().BeAfter(_world.Clock.GetUtcNow()).And.BeOnOrBefore(_world.Clock.GetUtcNow().AddDays(1));
        (await tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("active");
        (await tenant.HistoryAsync(grant)).Should().Contain("access_token_refreshed").And.NotContain("refresh_failed");
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task O3_an_answer_that_cannot_be_read_is_a_passing_failure_and_costs_one_call(string name)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "authorization_code", times = 1, replace = new { expires_in = 30 } });
        var grant = await tenant.ConnectAsync(person);
        var fault = await _world.Google.BreakAsync(RawAnswer.Unreadable.Single(answer => answer.Name == name).Fault("token", person, "refresh_token"));

        for (var call = 0; call < 20; call++)
        {
            await tenant.GetProblemAsync($"v1/grants/{grant}/access-token", 503, "google_unavailable");
        }

        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
        (await tenant.HistoryAsync(grant)).Should().EndWith(["refresh_failed"]);
        (await tenant.EventAsync(grant, "refresh_failed")).GetRawText().Length.Should().BeLessThan(2000);
        await _world.Google.MendAsync(fault);
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken").Should().StartWith("ya29.");
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task O3_a_code_that_meets_an_unreadable_answer_is_answered_with_a_URL(string name)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);
        await _world.Google.BreakAsync(RawAnswer.Unreadable.Single(answer => answer.Name == name).Fault("token", person, "authorization_code"));

        using var response = await tenant.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(code));

        var problem = await response.ReadAsync((int)response.StatusCode);
        response.StatusCode.Should().BeOneOf(HttpStatusCode.ServiceUnavailable, HttpStatusCode.UnprocessableEntity);
        problem.AuthorizationUrl().Should().NotBeEmpty();
        problem.GetRawText().Length.Should().BeLessThan(8000);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task O3_a_UserInfo_that_cannot_be_read_names_nobody(string name)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "authorization_code", omit = new[] { "id_token" } });
        await _world.Google.BreakAsync(RawAnswer.Unreadable.Single(answer => answer.Name == name).Fault("userinfo", person));

        using var response = await tenant.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(code));

        response.StatusCode.Should().BeOneOf(HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable);
        (await response.ReadAsync((int)response.StatusCode)).AuthorizationUrl().Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("application/json; charset=utf8", null)]
    [InlineData("application/json", "gzip")]
    public async Task O3_a_UserInfo_in_odd_clothes_is_read(string contentType, string? coding)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);
        var sub = Guid.NewGuid().ToString("N");
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "authorization_code", omit = new[] { "id_token" } });
        var answer = RawAnswer.Of("userinfo", $$"""{"sub":"{{sub}}","email":"{{new string('e', 9000)}}@example.com","name":"N\u0000 {{new string('n', 9000)}}"}""");
        await _world.Google.BreakAsync((answer with { ContentType = contentType, ContentEncoding = coding }).Fault("userinfo", person));

        var grant = (await tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201)).Text("id");

        (await tenant.GetAsync($"v1/grants/{grant}")).Text("name").Should().StartWith("N\uFFFD n").And.HaveLength(200);
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task O3_a_revocation_endpoint_that_answers_oddly_keeps_the_revocation_pending_or_done(string name)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(RawAnswer.Unreadable.Single(answer => answer.Name == name).Fault("revoke", person));

        using var response = await tenant.Api.DeleteAsync($"v1/grants/{grant}");

        ((int)response.StatusCode).Should().BeInRange(200, 299);
        (await tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("revoked");
    }

    [Fact]
    public async Task O18_Googles_description_of_a_refused_code_is_in_the_answer_without_the_code()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);
        var body = new { error = "invalid_grant", error_description = $"Malformed auth code {code}.\u0000 {new string('.', 1000)}" };
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "authorization_code", status = 400, body });

        var problem = await tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(code), 422, "code_exchange_failed");

        problem.Text("googleErrorDescription").Should().StartWith("Malformed auth code [redacted]").And.HaveLength(300);
        problem.GetRawText().Should().NotContain(code);
    }

    [Theory]
    [InlineData("31536000", 3600)]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT", 3600)]
    [InlineData("-5", 10)]
    [InlineData("99999999999999999999", 10)]
    [InlineData("tomorrow", 10)]
    [InlineData("Thu, 01 Jan 1970 00:00:00 GMT", 10)]
    public async Task O21_a_Retry_After_is_heeded_within_bounds(string retryAfter, int mostSeconds)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "token", person, status = 503, raw = "", headers = new Dictionary<string, string> { ["Retry-After"] = retryAfter } });

        var refresh = await tenant.PostProblemAsync($"v1/grants/{grant}/refresh", new { }, 503, "google_unavailable");
        var exchange = await tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, person)), 503, "google_unavailable");

        refresh.GetProperty("retryAfter").GetInt32().Should().BeInRange(1, mostSeconds);
        exchange.GetProperty("retryAfter").GetInt32().Should().BeInRange(1, mostSeconds * 24);
    }

    [Fact]
    public async Task O21_a_refresh_token_that_cannot_be_one_does_not_replace_the_stored_one()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(RawAnswer.Of("long", RawAnswer.With($"\"refresh_token\":\"{new string('r', 100_000)}\"")).Fault("token", person, "refresh_token", times: 1));

        (await tenant.PostAsync($"v1/grants/{grant}/refresh")).Text("accessToken").Should().Be(RawAnswer.AccessToken);

        (await tenant.PostAsync($"v1/grants/{grant}/refresh")).Text("accessToken").Should().NotBe(RawAnswer.AccessToken);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("\"3600\"")]
    [InlineData("\"soon\"")]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("[]")]
    public async Task O14_no_lifetime_costs_a_refresh_token(string? expiresIn)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await _world.Google.BreakAsync(expiresIn is null
            ? new { endpoint = "token", person, grantType = "authorization_code", times = 1, omit = new[] { "expires_in" } }
            : new { endpoint = "token", person, grantType = "authorization_code", times = 1, replace = new { expires_in = JsonSerializer.Deserialize<JsonElement>(expiresIn) } });

        var grant = await tenant.ConnectAsync(person);

        (await tenant.EventAsync(grant, "credentials_stored")).GetProperty("data").Text("refreshToken").Should().Be("received");
        (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken").Should().StartWith("ya29.");
        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(expiresIn is "\"3600\"" ? 0 : 1);
    }

    [Fact]
    public async Task O14_refresh_answers_without_a_lifetime_are_shared_for_a_while()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", omit = new[] { "expires_in" } });
        await tenant.PostAsync($"v1/grants/{grant}/refresh");

        for (var call = 0; call < 20; call++)
        {
            await tenant.GetAsync($"v1/grants/{grant}/access-token");
        }

        (await _world.Google.CallsAsync("token", person, "refresh_token")).Should().Be(1);
    }

    [Fact]
    public async Task O13_a_scope_that_a_refresh_lacks_is_named_as_missing_with_a_URL()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", times = 1, replace = new { scope = "openid https://www.googleapis.com/auth/userinfo.email" } });
        await tenant.PostAsync($"v1/grants/{grant}/refresh");

        var lacking = await tenant.GetAsync($"v1/grants/{grant}");
        lacking.GetProperty("missingScopes").EnumerateArray().Select(scope => scope.GetString()).Should().Equal("https://www.googleapis.com/auth/gmail.readonly");
        await _world.FollowAsync(lacking.AuthorizationUrl(), person);

        var whole = await tenant.GetAsync($"v1/grants/{grant}");
        whole.GetProperty("missingScopes").GetArrayLength().Should().Be(0);
        whole.Has("authorizationUrl").Should().BeFalse();
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"  \"")]
    [InlineData("null")]
    [InlineData("\"\\u0000\"")]
    [InlineData("[]")]
    public async Task O13_an_empty_scope_withdraws_nothing(string scope)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var before = (await tenant.GetAsync($"v1/grants/{grant}")).GetProperty("scopes").GetRawText();
        await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", times = 1, replace = new { scope = JsonSerializer.Deserialize<JsonElement>(scope) } });

        await tenant.PostAsync($"v1/grants/{grant}/refresh");

        var after = await tenant.GetAsync($"v1/grants/{grant}");
        after.GetProperty("scopes").GetRawText().Should().Be(before);
        after.GetProperty("missingScopes").GetArrayLength().Should().Be(0);
    }
}
