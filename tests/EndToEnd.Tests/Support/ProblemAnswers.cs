using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

internal static class ProblemAnswers
{
    /// <summary>Expects problem details (RFC 9457) in the form that every refusal of the platform has.</summary>
    public static async Task<JsonElement> ProblemAsync(this Task<HttpResponseMessage> call, int status, string code)
    {
        using var response = await call;
        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).Should().Be(status, "of {0}", body);
        response.Content.Headers.ContentType?.MediaType.Should().Be("application/problem+json");

        var problem = JsonSerializer.Deserialize<JsonElement>(body);
        problem.Text("code").Should().Be(code);
        problem.Text("type").Should().Be($"urn:gmailplatform:problem:{code}");
        problem.Text("title").Should().NotBeNullOrWhiteSpace();
        problem.GetProperty("status").GetInt32().Should().Be(status);
        problem.Text("traceId").Should().NotBeNullOrEmpty().And.Be(response.Headers.GetValues("Trace-Id").Single());
        if (code is "google_unavailable" or "google_rate_limited")
        {
            response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.Should().Be(problem.GetProperty("retryAfter").GetInt32()).And.BePositive();
        }

        return problem;
    }

    public static Task<JsonElement> GetProblemAsync(this TestTenant tenant, string path, int status, string code) =>
        tenant.Api.GetAsync(path).ProblemAsync(status, code);

    public static Task<JsonElement> PostProblemAsync(this TestTenant tenant, string path, object body, int status, string code) =>
        tenant.Api.PostAsJsonAsync(path, body).ProblemAsync(status, code);

    public static string AuthorizationUrl(this JsonElement json) => json.GetProperty("authorizationUrl").GetString()!;

    public static bool Has(this JsonElement json, string property) => json.TryGetProperty(property, out _);
}
