using System.Text;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Requests that must be corrected: each gets <c>validation_failed</c> that names the field.</summary>
public sealed class BadRequestTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    /// <summary>Route, body and the field that the answer names.</summary>
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "v1/authorizations", "", "body" },
        { "v1/authorizations", "{", "body" },
        { "v1/authorizations", "null", "body" },
        { "v1/authorizations", "[]", "body" },
        { "v1/authorizations", "\"text\"", "body" },
        { "v1/authorizations", """{ "unknown": 1 }""", "unknown" },
        { "v1/authorizations", """{ "scopes": "openid" }""", "scopes" },
        { "v1/authorizations", """{ "scopes": [] }""", "scopes" },
        { "v1/authorizations", """{ "scopes": [null] }""", "scopes[0]" },
        { "v1/authorizations", """{ "scopes": ["two words"] }""", "scopes[0]" },
        { "v1/authorizations", """{ "grantId": "not an id" }""", "grantId" },
        { "v1/authorizations", """{ "loginHint": "a\u0000b" }""", "loginHint" },
        { "v1/authorizations", """{ "loginHint": "\ud800" }""", "loginHint" },
        { "v1/authorizations", """{ "returnUrl": "https://app.example/connected/" }""", "returnUrl" },
        { "v1/authorizations", """{ "returnUrl": "https://app.example/connected?x=1" }""", "returnUrl" },
        { "v1/authorizations", """{ "returnUrl": "https://attacker.example/" }""", "returnUrl" },
        { "v1/authorizations", """{ "returnUrl": "" }""", "returnUrl" },
        { "v1/grants", "{}", "body" },
        { "v1/grants", """{ "code": "4/x" }""", "body" },
        { "v1/grants", """{ "code": null, "redirectUri": "postmessage" }""", "code" },
        { "v1/grants", """{ "code": "", "redirectUri": "postmessage" }""", "code" },
        { "v1/grants", """{ "code": 7, "redirectUri": "postmessage" }""", "code" },
        { "v1/grants", """{ "code": "4/x", "redirectUri": "relative" }""", "redirectUri" },
        { "v1/grants", """{ "code": "4/x", "redirectUri": "postmessage", "codeVerifier": "short" }""", "codeVerifier" },
        { "v1/grants", """{ "code": "4/x", "redirectUri": "postmessage", "scopes": ["a\"b"] }""", "scopes[0]" },
    };

    public static TheoryData<string, string> Queries => new()
    {
        { "v1/grants?state=lost", "state" },
        { "v1/grants?state=7", "state" },
        { "v1/grants?pageSize=0", "pageSize" },
        { "v1/grants?pageSize=501", "pageSize" },
        { "v1/grants?pageSize=many", "pageSize" },
        { "v1/grants?pageToken=%2A", "pageToken" },
        { "v1/grants?pageToken=bm8", "pageToken" },
        { "v1/grants?email=a%00b", "email" },
        { "v1/grants/{id}/access-token?minValidity=-1", "minValidity" },
        { "v1/grants/{id}/access-token?minValidity=3301", "minValidity" },
        { "v1/grants/{id}/access-token?minValidity=soon", "minValidity" },
        { "v1/grants/{id}/access-token?minValidity=99999999999", "minValidity" },
        { "v1/grants/{id}/history?pageSize=0", "pageSize" },
        { "v1/grants/{id}/history?pageToken=bm8", "pageToken" },
        { "v1/grants/{id}/history?pageToken=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ", "pageToken" },
        { "v1/grants/{id}/messages?pageSize=0", "pageSize" },
        { "v1/grants/{id}/messages?pageSize=501", "pageSize" },
        { "v1/grants/{id}/messages?includeSpamTrash=maybe", "includeSpamTrash" },
        { "v1/grants/{id}/messages?labelIds=", "labelIds" },
        { "v1/grants/{id}/messages/a.b", "messageId" },
        { "v1/grants/{id}/messages/x?format=everything", "format" },
        { "v1/grants/{id}/messages/x?format=0", "format" },
        { "v1/grants/{id}/messages/x?format=", "format" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_body_that_cannot_be_served_names_the_field(string path, string body, string field)
    {
        using var tenant = await _world.ATenantAsync();

        var problem = await tenant.Api.PostAsync(path, Json(body)).ProblemAsync(400, "validation_failed");

        problem.GetProperty("errors").EnumerateObject().Should().ContainSingle(error => error.Name == field, "of {0}", problem);
    }

    [Theory]
    [MemberData(nameof(Queries))]
    public async Task A_query_that_cannot_be_served_names_the_parameter(string path, string parameter)
    {
        using var tenant = await _world.ATenantAsync();
        var url = path.Replace("{id}", Guid.NewGuid().ToString(), StringComparison.Ordinal);

        var problem = await tenant.GetProblemAsync(url, 400, "validation_failed");

        problem.GetProperty("errors").EnumerateObject().Should().ContainSingle(error => error.Name == parameter, "of {0}", problem);
    }

    [Theory]
    [InlineData("v1/authorizations")]
    [InlineData("v1/grants")]
    public async Task A_huge_body_is_refused(string path)
    {
        using var tenant = await _world.ATenantAsync();

        await tenant.Api.PostAsync(path, Json($$"""{ "state": "{{new string('s', 65 * 1024)}}" }""")).ProblemAsync(413, "validation_failed");
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused()
    {
        using var tenant = await _world.ATenantAsync();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("code", "4/x")]);

        await tenant.Api.PostAsync("v1/grants", form).ProblemAsync(415, "validation_failed");
    }

    [Theory]
    [InlineData("GET", "v1/nothing", 404, "not_found")]
    [InlineData("GET", "v1/grants/not-an-id", 404, "not_found")]
    [InlineData("GET", "v1/grants/not-an-id/access-token", 404, "not_found")]
    [InlineData("PUT", "v1/grants", 405, "method_not_allowed")]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, int status, string code)
    {
        using var tenant = await _world.ATenantAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        await tenant.Api.SendAsync(request).ProblemAsync(status, code);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");
}
