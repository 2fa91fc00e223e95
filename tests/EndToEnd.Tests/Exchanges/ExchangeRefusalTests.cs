using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>What Google's words at an exchange mean: some refuse the code, and the rest say nothing about it.</summary>
public sealed class ExchangeRefusalTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Theory]
    [InlineData("temporarily_unavailable")]
    [InlineData("server_error")]
    [InlineData("internal_failure")]
    [InlineData("slow_down")]
    [InlineData("a word of tomorrow")]
    public async Task O1_A_word_that_does_not_refuse_the_code_costs_no_consent(string error)
    {
        using var tenant = await _world.ATenantAsync();
        var (ada, bob) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        await BreakAsync(ada, error, times: 1);
        await BreakAsync(bob, error, times: 1);

        (await tenant.ConsentAsync(ada)).Should().Contain("status", "connected");
        await tenant.PostAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, bob)), 201);
    }

    [Theory]
    [InlineData("admin_policy_enforced")]
    [InlineData("policy_enforced")]
    [InlineData("org_internal")]
    public async Task O6_An_administrators_refusal_of_a_code_says_whom_to_ask_and_its_url_repairs_it(string error)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await BreakAsync(person, error, times: 1);

        var problem = await tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(await ClientFlow.CodeAsync(_world, person)), 422, "blocked_by_administrator");

        problem.Text("reason").Should().Be(error);
        Urls.QueryOf(problem.AuthorizationUrl()).Should().Contain("prompt", "consent");
    }

    [Fact]
    public async Task O3_A_success_that_is_not_Googles_confirms_no_revocation()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 200, body = "<html>Sign in to the Wi-Fi</html>", times = 1 });

        using var revoked = await tenant.Api.DeleteAsync($"v1/grants/{grant}");

        ((int)revoked.StatusCode).Should().Be(202);
        (await tenant.HistoryAsync(grant)).Should().EndWith("grant_revoked");
    }

    private Task<string> BreakAsync(string person, string error, int times) => _world.Google.BreakAsync(
        JsonSerializer.SerializeToElement(new { endpoint = "token", person, grantType = "authorization_code", times, status = 400, body = new { error } }));
}
