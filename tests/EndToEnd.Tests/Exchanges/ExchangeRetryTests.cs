using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>A platform that waits four seconds for Google's OAuth endpoints, and retries an exchange for ten.</summary>
public sealed class ExchangeWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync(builder =>
    {
        builder.Configuration["Google:OAuthTimeout"] = "00:00:04";
        builder.Configuration["Google:ExchangePatience"] = "00:00:10";
        builder.Configuration["Jobs:Run"] = "false";
    });

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>One consent is enough while Google only hiccups; where the code is spent, the next page repairs it.</summary>
public sealed class ExchangeRetryTests(ExchangeWorld exchanges) : IClassFixture<ExchangeWorld>
{
    private readonly World _world = exchanges.World;

    /// <summary>The code survives these: Google did nothing with it.</summary>
    public static TheoryData<string> WithoutEffect => new()
    {
        """{ "status": 503, "times": 1 }""",
        """{ "status": 500, "times": 2 }""",
        """{ "status": 429, "retryAfter": 1, "times": 1 }""",
        """{ "status": 503, "retryAfter": 1, "times": 1 }""",
        """{ "status": 502, "body": "<html>Bad Gateway</html>", "contentType": "text/html", "times": 1 }""",
        """{ "status": 200, "body": "<html>captive portal</html>", "contentType": "text/html", "times": 1 }""",
        """{ "status": 403, "body": "<html>proxy</html>", "times": 1 }""",
        """{ "drop": "before", "times": 1 }""",
        """{ "reset": "before", "times": 1 }""",
    };

    /// <summary>Google spent the code on an answer that did not arrive.</summary>
    public static TheoryData<string> AfterTheEffect => new()
    {
        """{ "reset": "after", "times": 1 }""",
        """{ "drop": "after", "times": 1 }""",
        """{ "drop": "midway", "times": 1 }""",
        """{ "reset": "midway", "times": 1 }""",
        """{ "garble": "truncate", "times": 1 }""",
        """{ "garble": "html", "times": 1 }""",
    };

    [Theory]
    [MemberData(nameof(WithoutEffect))]
    public async Task O1_A_hiccup_before_the_effect_costs_the_person_nothing_at_the_callback(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await BreakAsync(fault, person);

        var outcome = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, state = "mine" });

        outcome.Should().Contain("status", "connected").And.Contain("state", "mine");
        await tenant.PostAsync($"v1/grants/{outcome["grantId"]}/refresh");
    }

    [Theory]
    [MemberData(nameof(WithoutEffect))]
    public async Task O1_A_hiccup_before_the_effect_costs_the_client_nothing(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);
        await BreakAsync(fault, person);

        await tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201);
    }

    [Theory]
    [MemberData(nameof(AfterTheEffect))]
    public async Task O1_A_spent_code_is_told_with_its_reason_and_one_more_consent_repairs_it(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await BreakAsync(fault, person);

        var failed = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, state = "mine" });

        failed.Should().Contain("error", "code_exchange_failed").And.Contain("reason", "codeSpent");
        Urls.QueryOf(failed["authorizationUrl"]).Should().Contain("prompt", "consent");
        (await _world.FollowAsync(failed["authorizationUrl"], person)).Should().Contain("status", "connected").And.Contain("state", "mine");
    }

    [Theory]
    [MemberData(nameof(AfterTheEffect))]
    public async Task O1_A_client_is_told_of_a_spent_code_and_its_next_code_works(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);
        await BreakAsync(fault, person);

        var problem = await tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(code), 422, "code_exchange_failed");

        problem.Text("reason").Should().Be("codeSpent");
        var next = (await _world.Google.ConsentAsync(problem.AuthorizationUrl(), person)).Code!;
        await tenant.PostAsync("v1/grants", ClientFlow.Exchange(next), expectedStatus: 201);
    }

    [Fact]
    public async Task O1_An_attempt_that_hangs_is_given_up_and_the_person_needs_one_more_page_at_most()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await BreakAsync("""{ "delayMs": 12000, "times": 1 }""", person);

        var outcome = await tenant.ConsentAsync(person);
        outcome = outcome.TryGetValue("authorizationUrl", out var url) ? await _world.FollowAsync(url, person) : outcome;

        outcome.Should().Contain("status", "connected");
    }

    [Theory]
    [InlineData("""{ "status": 503 }""")]
    [InlineData("""{ "status": 429 }""")]
    [InlineData("""{ "status": 503, "retryAfter": 3600 }""")]
    [InlineData("""{ "status": 401, "body": { "error": "invalid_client" } }""")]
    [InlineData("""{ "status": 400, "body": { "error": "invalid_grant" } }""")]
    public async Task O1_After_an_outage_that_outlasts_the_code_the_next_consent_connects(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var id = await BreakAsync(fault, person);
        var failed = await tenant.ConsentAsync(person);
        await _world.Google.MendAsync(id);

        (await _world.FollowAsync(failed["authorizationUrl"], person)).Should().Contain("status", "connected");
    }

    [Theory]
    [InlineData("""{ "status": 503, "times": 1 }""")]
    [InlineData("""{ "status": 429, "times": 2 }""")]
    [InlineData("""{ "reset": "before", "times": 1 }""")]
    [InlineData("""{ "garble": "html", "times": 1 }""")]
    [InlineData("""{ "delayMs": 12000, "times": 1 }""")]
    public async Task O15_Tokens_are_kept_while_UserInfo_hiccups(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await _world.Google.BreakAsync(new { endpoint = "token", person, omit = new[] { "id_token" } });
        await BreakAsync(fault, person, endpoint: "userinfo");

        (await tenant.ConsentAsync(person)).Should().Contain("status", "connected");
        (await _world.Google.CallsAsync("token", person)).Should().Be(1);
    }

    private Task<string> BreakAsync(string fault, string person, string endpoint = "token")
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        (body["endpoint"], body["person"]) = (endpoint, person);
        return _world.Google.BreakAsync(body);
    }
}
