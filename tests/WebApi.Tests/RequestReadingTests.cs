using System.Text;
using GmailPlatform.Testing;

namespace GmailPlatform.WebApi.Tests;

/// <summary>How a request is read that the framework would let pass, or answer in its own words.</summary>
public sealed class RequestReadingTests(SharedWorld shared)
{
    private static readonly string Grant = $"v1/grants/{Guid.Empty}";

    public static TheoryData<string, string> UnknownParameters => new()
    {
        { "v1/grants?status=revoked", "status" },
        { "v1/grants?state=revoked&Email =x", "Email " },
        { "v1/grants?statE=revoked&tenant=1", "tenant" },
        { $"{Grant}?verbose=1", "verbose" },
        { $"{Grant}/access-token?minvalid=60", "minvalid" },
        { $"{Grant}/access-token?minValidity=60&x=", "x" },
        { $"{Grant}/history?since=2026-01-01", "since" },
        { $"{Grant}/messages?labels=INBOX", "labels" },
        { $"{Grant}/messages?query=invoice", "query" },
        { $"{Grant}/messages?maxResults=5", "maxResults" },
        { $"{Grant}/messages/18c?Format=raw&body=text", "body" },
        { $"{Grant}/threads?page=2", "page" },
        { $"{Grant}/drafts?max=2", "max" },
        { $"{Grant}/changes?startHistoryId=1&labelId=INBOX", "labelId" },
        { $"{Grant}/labels?all=true", "all" },
        { "v1/audit/checkpoint?size=4", "size" },
        { "v1/audit/consistency?from=1&until=4", "until" },
        { $"v1/authorizations/{Guid.Empty}?state=1", "state" },
        { "v1/grants?%73tatus=revoked", "status" },
        { "v1/grants?=revoked", "" },
        { "v1/grants?state[]=revoked", "state[]" },
    };

    [Theory]
    [MemberData(nameof(UnknownParameters))]
    public async Task N2_An_unknown_query_parameter_is_refused_by_name(string path, string parameter)
    {
        var problem = await ValidationAsync(HttpMethod.Get, path);

        problem.Should().ContainKey(parameter);
    }

    [Theory]
    [InlineData("DELETE", "?eraze=true", "eraze")]
    [InlineData("POST", "/refresh?newerthen=4", "newerthen")]
    [InlineData("POST", "/messages/send/raw?thread=4", "thread")]
    [InlineData("POST", "/messages/send?draft=1", "draft")]
    public async Task N2_An_unknown_query_parameter_is_refused_before_anything_changes(string method, string rest, string parameter) =>
        (await ValidationAsync(new HttpMethod(method), Grant + rest)).Should().ContainKey(parameter);

    [Theory]
    [InlineData("v1/grants?state=revoked&state=active", "state")]
    [InlineData("v1/grants?email=a@example.com&email=b@example.com", "email")]
    public async Task N2_A_parameter_that_is_taken_once_is_refused_twice(string path, string parameter) =>
        (await ValidationAsync(HttpMethod.Get, path)).Should().ContainKey(parameter);

    [Fact]
    public async Task N2_A_parameter_that_may_be_repeated_is_taken_twice() =>
        (await StatusAsync(HttpMethod.Get, $"{Grant}/messages?labelIds=INBOX&labelIds=UNREAD")).Should().Be(404);

    [Fact]
    public async Task N2_Addresses_that_browsers_and_Google_lead_to_take_parameters_of_theirs()
    {
        using var connect = await shared.Anyone.GetAsync($"connect/{Guid.Empty}?utm_source=mail");
        using var callback = await shared.Anyone.GetAsync("oauth/google/callback?state=x&code=y&authuser=0&prompt=consent");

        (await connect.Content.ReadAsStringAsync()).Should().NotContain("utm_source");
        (await callback.Content.ReadAsStringAsync()).Should().NotContain("authuser");
    }

    [Theory]
    [InlineData("v1/grants")]
    [InlineData("v1/grants?pageSize=1")]
    [InlineData("openapi/v1.json")]
    [InlineData("health/live")]
    [InlineData("health/ready")]
    [InlineData("docs")]
    public async Task N7_HEAD_is_answered_wherever_GET_is(string path)
    {
        using var head = await SendAsync(HttpMethod.Head, path);
        using var get = await SendAsync(HttpMethod.Get, path);

        head.StatusCode.Should().Be(get.StatusCode);
        head.Content.Headers.ContentType.Should().Be(get.Content.Headers.ContentType);
        (await head.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
    }

    [Theory]
    [InlineData("PUT", "v1/grants")]
    [InlineData("TRACE", "v1/grants")]
    [InlineData("DELETE", "v1/audit/keys")]
    [InlineData("POST", "openapi/v1.json")]
    public async Task N7_A_method_that_an_address_does_not_take_is_named_with_those_that_it_takes(string method, string path)
    {
        using var response = await SendAsync(new HttpMethod(method), path);
        var problem = await response.ReadAsync(405);

        problem.Text("code").Should().Be("method_not_allowed");
        problem.Text("detail").Should().Contain(method).And.Contain("GET");
        response.Content.Headers.Allow.Should().Contain("GET");
    }

    [Theory]
    [InlineData("v1/grants?pageSize=many", "pageSize")]
    [InlineData("v1/grants/00000000-0000-0000-0000-000000000000/messages?view=ids,metadata", "view")]
    [InlineData("v1/grants/00000000-0000-0000-0000-000000000000/messages/18c?format=full,raw", "format")]
    [InlineData("v1/grants/00000000-0000-0000-0000-000000000000/threads/18c?format=minimal,minimal", "format")]
    [InlineData("v1/grants?pageSize=0", "pageSize")]
    [InlineData("v1/grants?pageSize=99999999999999999999", "pageSize")]
    [InlineData("v1/audit/consistency?from=x", "from")]
    [InlineData("v1/grants/00000000-0000-0000-0000-000000000000/messages?includeSpamTrash=maybe", "includeSpamTrash")]
    [InlineData("v1/grants/00000000-0000-0000-0000-000000000000/access-token?minValidity=1.5", "minValidity")]
    public async Task N7_A_value_that_cannot_be_read_is_named_in_our_words(string path, string parameter)
    {
        var errors = await ValidationAsync(HttpMethod.Get, path);

        errors.Should().ContainKey(parameter);
        errors[parameter].Should().NotContain("bind").And.NotContain("Service").And.NotContain("page Size");
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("", "application/json")]
    [InlineData("{", "application/json")]
    [InlineData("null", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("\"text\"", "application/json")]
    public async Task N7_A_body_that_cannot_be_read_is_described_in_our_words(string? body, string? type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/authorizations");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, type!);
        using var response = await shared.Tenant.Api.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();

        ((int)response.StatusCode).Should().BeOneOf(400, 415);
        text.Should().Contain("validation_failed").And.NotContainAny("Did you mean", "Implicit body", "Failed to", "bind", "StartAuthorizationRequest");
    }

    [Fact]
    public async Task N7_A_browser_that_asks_for_an_unknown_page_gets_a_page_and_a_program_a_problem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "conect/123");
        request.Headers.Accept.ParseAdd("text/html,application/xhtml+xml");
        using var page = await shared.Anyone.SendAsync(request);
        using var problem = await shared.Anyone.GetAsync("conect/123");

        ((int)page.StatusCode).Should().Be(404);
        page.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        (await page.Content.ReadAsStringAsync()).Should().Contain("There is no page at this address");
        page.ShouldHaveSecurityHeaders();
        problem.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    private async Task<Dictionary<string, string>> ValidationAsync(HttpMethod method, string path)
    {
        using var response = await SendAsync(method, path);
        var problem = await response.ReadAsync(400);
        problem.Text("code").Should().Be("validation_failed");
        return problem.GetProperty("errors").EnumerateObject().ToDictionary(error => error.Name, error => error.Value[0].GetString()!);
    }

    private async Task<int> StatusAsync(HttpMethod method, string path)
    {
        using var response = await SendAsync(method, path);
        return (int)response.StatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        return await shared.Tenant.Api.SendAsync(request);
    }
}
