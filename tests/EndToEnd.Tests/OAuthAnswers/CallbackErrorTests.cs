using System.Net;
using GmailPlatform.Domain.Grants.Refusals;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.EndToEnd.Tests.OAuthAnswers;

/// <summary>Errors that Google sends to the callback are told apart, for the application and for the person.</summary>
public sealed class CallbackErrorTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Theory]
    [InlineData("server_error", 503, "google_unavailable", "Google cannot be reached")]
    [InlineData("temporarily_unavailable", 503, "google_unavailable", "Google cannot be reached")]
    [InlineData("admin_policy_enforced", 422, "blocked_by_administrator", "Your organization does not allow this application")]
    [InlineData("org_internal", 422, "blocked_by_administrator", "Your organization does not allow this application")]
    [InlineData("interaction_required", 422, "interaction_required", "Google needs your answer")]
    [InlineData("something_new", 422, "code_exchange_failed", "Google did not confirm the permission")]
    public async Task O12_an_error_on_the_callback_has_its_own_code_reason_and_page(string error, int status, string code, string title)
    {
        using var tenant = await _world.ATenantAsync();

        var returned = await tenant.ReturnAsync(await CallbackAsync(tenant, error, new { returnUrl = WorldSettings.ReturnUrl }));
        using var page = await tenant.Api.GetAsync(await CallbackAsync(tenant, error, new { }));

        returned.Should().Contain("error", code).And.Contain("reason", error).And.ContainKey("authorizationUrl");
        ((int)page.StatusCode).Should().Be(status);
        (await page.Content.ReadAsStringAsync()).Should().Contain(title);
    }

    [Fact]
    public async Task O12_the_page_of_each_known_error_says_what_the_table_says()
    {
        using var tenant = await _world.ATenantAsync();
        foreach (var row in GoogleRefusals.All.Where(row => row.Endpoint is RefusingEndpoint.Authorization))
        {
            using var page = await tenant.Api.GetAsync(await CallbackAsync(tenant, row.Error, new { }));

            WebUtility.HtmlDecode(await page.Content.ReadAsStringAsync()).Should().Contain($"<p>Nothing was connected. {row.ForPerson}</p>");
        }
    }

    private static async Task<string> CallbackAsync(TestTenant tenant, string error, object request)
    {
        var state = QueryHelpers.ParseQuery(new Uri((await tenant.AuthorizeAsync(request)).AuthorizationUrl()).Query)["state"].ToString();
        return QueryHelpers.AddQueryString("oauth/google/callback", new Dictionary<string, string?> { ["state"] = state, ["error"] = error });
    }
}
