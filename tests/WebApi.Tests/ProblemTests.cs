using System.Text;
using GmailPlatform.Testing;

namespace GmailPlatform.WebApi.Tests;

/// <summary>Whatever answers, a problem has one form (RFC 9457), the headers of every answer, and a trace id that operators find.</summary>
public sealed class ProblemTests(SharedWorld shared)
{
    public static TheoryData<string, string, string?, int, string> Requests => new()
    {
        { "GET", "v1/nothing", null, 404, "not_found" },
        { "GET", "nothing/at/all", null, 404, "not_found" },
        { "GET", "v1/grants/no-id", null, 404, "not_found" },
        { "GET", $"v1/grants/{Guid.Empty}", null, 404, "not_found" },
        { "PUT", "v1/grants", "{}", 405, "method_not_allowed" },
        { "GET", "v1/grants?pageSize=0", null, 400, "validation_failed" },
        { "GET", "v1/grants?pageSize=many", null, 400, "validation_failed" },
        { "GET", "v1/grants?pageToken=!", null, 400, "validation_failed" },
        { "POST", "v1/grants", "{", 400, "validation_failed" },
        { "POST", "v1/grants", "", 400, "validation_failed" },
        { "POST", "v1/grants", "null", 400, "validation_failed" },
        { "POST", "v1/grants", """{"code":"4/0A","redirectUri":"postmessage","unknown":1}""", 400, "validation_failed" },
        { "POST", "v1/grants", """{"code":null,"redirectUri":"postmessage"}""", 400, "validation_failed" },
        { "POST", "v1/grants", """{"code":"4/0Anothing","redirectUri":"postmessage"}""", 422, "code_exchange_failed" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task A_request_that_fails_is_answered_with_a_problem(string method, string path, string? body, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await shared.Tenant.Api.SendAsync(request);

        await ShouldBeAProblemAsync(response, status, code);
    }

    [Fact]
    public async Task A_body_that_is_too_large_or_no_JSON_is_a_problem()
    {
        using var large = await shared.Tenant.Api.PostAsync("v1/grants", new StringContent($$"""{"code":"{{new string('x', 80_000)}}"}""", Encoding.UTF8, "application/json"));
        await ShouldBeAProblemAsync(large, 413, "validation_failed");
        using var form = await shared.Tenant.Api.PostAsync("v1/grants", new FormUrlEncodedContent([KeyValuePair.Create("code", "4/0A")]));
        await ShouldBeAProblemAsync(form, 415, "validation_failed");
    }

    [Fact]
    public async Task A_caller_without_a_key_is_told_how_to_send_one()
    {
        using var response = await shared.Anyone.GetAsync("v1/grants");

        await ShouldBeAProblemAsync(response, 401, "unauthenticated");
        response.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
    }

    [Fact]
    public async Task A_key_without_the_permission_is_told_which_it_lacks()
    {
        using var reader = await shared.World.ATenantAsync("grants:read");
        using var response = await reader.Api.PostAsync("v1/authorizations", new StringContent("{}", Encoding.UTF8, "application/json"));

        (await ShouldBeAProblemAsync(response, 403, "forbidden")).Should().Contain("grants:write");
    }

    private static async Task<string> ShouldBeAProblemAsync(HttpResponseMessage response, int status, string code)
    {
        var problem = await response.ReadAsync(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        problem.Text("code").Should().Be(code);
        problem.Text("type").Should().Be($"urn:gmailplatform:problem:{code}");
        problem.GetProperty("status").GetInt32().Should().Be(status);
        response.Headers.GetValues("Trace-Id").Should().ContainSingle().Which.Should().Be(problem.Text("traceId")).And.MatchRegex("^[0-9a-f]{32}$");
        response.ShouldHaveSecurityHeaders();
        return problem.GetRawText();
    }
}
