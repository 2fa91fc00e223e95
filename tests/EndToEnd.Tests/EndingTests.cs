using System.Net;
using System.Net.Http.Headers;
using GmailPlatform.Testing;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>How a grant ends: here, at Google, and in what the database still says of its person.</summary>
public sealed class EndingTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task A_revoked_grant_is_ended_here_and_at_Google()
    {
        using var tenant = await _world.ATenantAsync();
        var grantId = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var token = (await tenant.GetAsync($"v1/grants/{grantId}/access-token")).Text("accessToken")!;
        (await CallGmailAsync(token)).Should().Be(HttpStatusCode.OK);

        await tenant.DeleteAsync($"v1/grants/{grantId}");

        (await CallGmailAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        var problem = await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 409, "grant_revoked");
        problem.AuthorizationUrl().Should().NotBeEmpty();
        await tenant.GetProblemAsync($"v1/grants/{grantId}/messages", 409, "grant_revoked");
        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "grant_revoked");
        (await tenant.HistoryAsync(grantId)).Should().EndWith(["grant_revoked", "revocation_confirmed"]);
    }

    [Fact]
    public async Task Revoking_twice_is_one_revocation()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);

        await tenant.DeleteAsync($"v1/grants/{grantId}");
        await tenant.DeleteAsync($"v1/grants/{grantId}");

        (await _world.Google.CallsAsync("revoke", person)).Should().Be(1);
        (await tenant.HistoryAsync(grantId)).Should().ContainSingle(type => type == "grant_revoked");
    }

    [Fact]
    public async Task A_grant_that_the_person_ended_at_Google_before_can_be_revoked_here()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await _world.Google.DoAsync(person, "revoke");

        await tenant.DeleteAsync($"v1/grants/{grantId}");

        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("revoked");
    }

    [Fact]
    public async Task While_Google_cannot_be_reached_a_grant_is_revoked_here_and_a_job_ends_it_there_later()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var token = (await tenant.GetAsync($"v1/grants/{grantId}/access-token")).Text("accessToken")!;
        var fault = await _world.Google.BreakAsync(new { endpoint = "revoke", person, drop = "before" });

        var pending = await tenant.DeleteAsync($"v1/grants/{grantId}", expectedStatus: 202);

        pending.GetProperty("confirmedByGoogle").GetBoolean().Should().BeFalse();
        await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 409, "grant_revoked");
        (await CallGmailAsync(token)).Should().Be(HttpStatusCode.OK, "Google has not been told");

        await _world.Google.MendAsync(fault);
        RunScheduledJobOf(grantId);
        await LastEventAsync(tenant, grantId, "revocation_confirmed");
        (await CallGmailAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_person_who_connects_again_after_a_revocation_continues_the_same_grant()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await tenant.DeleteAsync($"v1/grants/{grantId}");

        (await tenant.ConnectAsync(person)).Should().Be(grantId);

        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
    }

    [Fact]
    public async Task A_late_confirmation_leaves_a_grant_alone_that_was_connected_again()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var fault = await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503 });
        var pending = await tenant.DeleteAsync($"v1/grants/{grantId}", expectedStatus: 202);
        pending.Text("id").Should().Be(grantId);
        await _world.Google.MendAsync(fault);
        var authorization = await tenant.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, grantId });
        Urls.QueryOf(authorization.AuthorizationUrl()).Should().Contain("prompt", "consent");
        (await _world.FollowAsync(authorization.AuthorizationUrl(), person)).Should().Contain("status", "connected");

        RunScheduledJobOf(grantId);

        await tenant.PostAsync($"v1/grants/{grantId}/refresh");
        (await _world.Google.CallsAsync("revoke", person)).Should().Be(1, "only the first attempt");
    }

    [Fact]
    public async Task An_erased_person_leaves_a_readable_history_and_nothing_else()
    {
        using var tenant = await _world.ATenantAsync();
        var name = $"Ada {Guid.NewGuid():N}";
        var person = $"ada.{Guid.NewGuid():N}@example.com";
        var sub = (await _world.Google.PostAsync("sandbox/people", new { email = person, name }, expectedStatus: 201)).Text("sub")!;
        var first = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, loginHint = person, scopes = new[] { "profile" } });
        var grantId = first["grantId"];
        await tenant.AuthorizeAsync(new { loginHint = person.ToUpperInvariant() });
        await tenant.AuthorizeAsync(new { grantId });
        (await TracesAsync(person, sub, name)).Should().NotBeEmpty("otherwise nothing was looked at");

        await tenant.DeleteAsync($"v1/grants/{grantId}?erase=true");

        (await TracesAsync(person, sub, name)).Should().BeEmpty();
        await tenant.GetProblemAsync($"v1/grants/{grantId}/access-token", 410, "grant_erased");
        await tenant.GetProblemAsync($"v1/grants/{grantId}/messages", 410, "grant_erased");
        await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 410, "grant_erased");
        await tenant.PostProblemAsync("v1/authorizations", new { grantId }, 410, "grant_erased");
        await tenant.DeleteAsync($"v1/grants/{grantId}?erase=true");
        var grant = await tenant.GetAsync($"v1/grants/{grantId}");
        grant.Text("status").Should().Be("erased");
        grant.Has("email").Should().BeFalse();
        (await tenant.HistoryAsync(grantId)).Should().Equal(
            "grant_connected", "code_exchanged", "credentials_stored", "grant_revoked", "grant_erased", "revocation_confirmed");
    }

    [Fact]
    public async Task An_erased_person_who_connects_again_gets_a_new_grant()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        await tenant.DeleteAsync($"v1/grants/{grantId}?erase=true");

        (await tenant.ConnectAsync(person)).Should().NotBe(grantId);
    }

    [Fact]
    public async Task While_Google_cannot_be_reached_a_person_is_erased_here_at_once_and_a_job_ends_the_grant_there_later()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var token = (await tenant.GetAsync($"v1/grants/{grantId}/access-token")).Text("accessToken")!;
        var fault = await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503 });

        var pending = await tenant.DeleteAsync($"v1/grants/{grantId}?erase=true", expectedStatus: 202);

        pending.GetProperty("confirmedByGoogle").GetBoolean().Should().BeFalse();
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("erased");
        (await TracesAsync(person)).Should().BeEmpty("nobody has to wait for Google");
        (await CallGmailAsync(token)).Should().Be(HttpStatusCode.OK, "Google has not been told");
        await _world.Google.MendAsync(fault);
        RunScheduledJobOf(grantId);
        await LastEventAsync(tenant, grantId, "revocation_confirmed");
        (await CallGmailAsync(token)).Should().Be(HttpStatusCode.Unauthorized);
        (await CredentialsOfAsync(grantId)).Should().Be(0, "the data key goes with the last token");
    }

    [Fact]
    public async Task Asking_again_for_an_erasure_that_Google_has_to_hear_of_tells_it_at_once()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await tenant.ConnectAsync(person);
        var fault = await _world.Google.BreakAsync(new { endpoint = "revoke", person, status = 503 });
        await tenant.DeleteAsync($"v1/grants/{grantId}?erase=true", expectedStatus: 202);
        await _world.Google.MendAsync(fault);

        await tenant.DeleteAsync($"v1/grants/{grantId}?erase=true");

        (await tenant.HistoryAsync(grantId)).Should().EndWith(["grant_revoked", "grant_erased", "revocation_confirmed"]);
    }

    [Fact]
    public async Task A_revocation_takes_the_persons_grants_of_other_tenants_along_at_Google_and_those_are_found_dead_at_once()
    {
        using var one = await _world.ATenantAsync();
        using var other = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grantId = await one.ConnectAsync(person);
        var needsConsent = await other.ConsentAsync(person);
        var otherId = (await _world.FollowAsync(needsConsent["authorizationUrl"], person))["grantId"];

        await one.DeleteAsync($"v1/grants/{grantId}");

        await LastEventAsync(other, otherId, "reauthorization_required");
        var verdict = await other.EventAsync(otherId, "reauthorization_required");
        verdict.Text("actor").Should().Be("job:check-grant");
        verdict.GetProperty("data").Text("reason").Should().Be("expiredOrRevoked");
        (await other.GetAsync($"v1/grants/{otherId}")).AuthorizationUrl().Should().NotBeEmpty();
        (await one.GetAsync($"v1/grants/{grantId}/history")).ToString().Should().NotContain(otherId).And.NotContain(other.Id.ToString());
        (await other.GetAsync($"v1/grants/{otherId}/history")).ToString().Should().NotContain(grantId).And.NotContain(one.Id.ToString());
    }

    /// <summary>Calls Gmail past the platform.</summary>
    private async Task<HttpStatusCode> CallGmailAsync(string accessToken)
    {
        using var gmail = new HttpClient { BaseAddress = _world.Settings.SandboxUrl };
        gmail.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await gmail.GetAsync("gmail/v1/users/me/profile");
        return response.StatusCode;
    }

    /// <summary>What an operator does on the dashboard who will not wait.</summary>
    private void RunScheduledJobOf(string grantId)
    {
        var jobs = _world.Services.GetRequiredService<IBackgroundJobClient>();
        var scheduled = _world.Services.GetRequiredService<JobStorage>().GetMonitoringApi().ScheduledJobs(0, 1000);
        var (id, _) = scheduled.Should().ContainSingle(job => job.Value.Job.Args.Contains(Guid.Parse(grantId))).Subject;
        jobs.Requeue(id).Should().BeTrue();
    }

    private static Task LastEventAsync(TestTenant tenant, string grantId, string type) =>
        Eventually.HoldsAsync($"{type} is written down", async () => (await tenant.HistoryAsync(grantId))[^1] == type);

    private async Task<int> CredentialsOfAsync(string grantId) =>
        (await Rows.ReadAsync(_world.Settings.Postgres))["gmailplatform.mt_doc_sealed_credential"].Count(row => row.Contains(grantId, StringComparison.Ordinal));

    /// <summary>The tables whose rows hold one of the words, whatever its case.</summary>
    private async Task<IEnumerable<string>> TracesAsync(params string[] words) =>
        (await Rows.ReadAsync(_world.Settings.Postgres))
            .Where(table => table.Value.Exists(row => words.Any(word => row.Contains(word, StringComparison.OrdinalIgnoreCase))))
            .Select(table => table.Key);
}
