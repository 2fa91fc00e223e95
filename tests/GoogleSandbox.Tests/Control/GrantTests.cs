using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Control;

public sealed class GrantTests(Sandbox sandbox)
{
    private static readonly string[] MailAndSignIn = ["openid", "email", Sandbox.ReadOnly];
    private static readonly string[] Mail = [Sandbox.ReadOnly];

    [Fact]
    public async Task A_crowd_has_consented_and_holds_tokens_that_work()
    {
        var grants = (await sandbox.PostAsync("/sandbox/grants", new { people = 3, scopes = MailAndSignIn })).Json.EnumerateArray().ToList();

        grants.Should().HaveCount(3);
        grants.Select(grant => grant.GetProperty("sub").GetString()).Should().OnlyHaveUniqueItems();
        foreach (var grant in grants)
        {
            var (access, refresh) = (grant.GetProperty("accessToken").GetString()!, grant.GetProperty("refreshToken").GetString()!);
            (await sandbox.GmailAsync("profile", access)).Text("emailAddress").Should().Be(grant.GetProperty("email").GetString());
            var refreshed = await sandbox.RefreshAsync(refresh);
            refreshed.Text("scope").Should().Be(grant.GetProperty("scope").GetString());
            (await sandbox.GetAsync("/v1/userinfo", refreshed.Text("access_token"))).Text("sub").Should().Be(grant.GetProperty("sub").GetString());
        }

        var again = await sandbox.AuthorizeAsync(
            sandbox.AuthorizationUrl(("scope", $"openid email {Sandbox.ReadOnly}")), grants[0].GetProperty("email").GetString()!, deny: true);
        again.Text("code").Should().NotBeNull("nobody is asked for what was granted");
    }

    [Fact]
    public async Task A_crowd_belongs_to_the_client_asked_for_and_lives_by_its_rules()
    {
        var clientId = await sandbox.AddClientAsync(testing: true);
        await sandbox.PatchAsync($"/sandbox/clients/{clientId}", new { accessTokenLifetimeSeconds = 5 });

        var reply = await sandbox.PostAsync("/sandbox/grants", new { clientId, people = 1, scopes = Mail });

        reply.Text("0.expiresIn").Should().Be("5");
        (await sandbox.RefreshAsync(reply.Text("0.refreshToken")!, clientId)).Status.Should().Be(HttpStatusCode.OK);
        (await sandbox.RefreshAsync(reply.Text("0.refreshToken")!)).Text("error").Should().Be("unauthorized_client");
    }

    [Fact]
    public async Task A_crowd_of_ten_thousand_is_no_burden_and_its_people_stay_apart()
    {
        await using var own = await Sandbox.StartAsync();

        var grants = (await own.PostAsync("/sandbox/grants", new { people = 10_000, scopes = Mail })).Json;

        grants.GetArrayLength().Should().Be(10_000);
        var (first, last) = (grants[0], grants[9_999]);
        await own.PostAsync($"/sandbox/people/{first.GetProperty("email").GetString()}/revoke");
        (await own.RefreshAsync(first.GetProperty("refreshToken").GetString()!)).Text("error").Should().Be("invalid_grant");
        (await own.GmailAsync("profile", first.GetProperty("accessToken").GetString()!)).Status.Should().Be(HttpStatusCode.Unauthorized);
        (await own.RefreshAsync(last.GetProperty("refreshToken").GetString()!)).Status.Should().Be(HttpStatusCode.OK);
        (await own.GmailAsync("profile", last.GetProperty("accessToken").GetString()!)).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_crowd_that_makes_no_sense_is_refused()
    {
        (await sandbox.PostAsync("/sandbox/grants", new { people = 0, scopes = Mail })).Text("error").Should().Be("invalid_people");
        (await sandbox.PostAsync("/sandbox/grants", new { people = 100_001, scopes = Mail })).Text("error").Should().Be("invalid_people");
        (await sandbox.PostAsync("/sandbox/grants", new { people = 1 })).Text("error").Should().Be("invalid_scope");
        (await sandbox.PostAsync("/sandbox/grants", new { people = 1, scopes = new List<string> { "nonsense" } })).Text("error").Should().Be("invalid_scope");
        (await sandbox.PostAsync("/sandbox/grants", new { clientId = "nobody", people = 1, scopes = Mail })).Status.Should().Be(HttpStatusCode.NotFound);
    }
}
