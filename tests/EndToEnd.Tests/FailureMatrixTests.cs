using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>
/// Every failure of the token endpoint, by every way in: what becomes of the grant, what the caller is told, what the history keeps,
/// and how often Google is asked. In no cell is a refresh token lost, and no passing failure asks a person for anything.
/// </summary>
public sealed class FailureMatrixTests(MatrixWorld matrix) : IClassFixture<MatrixWorld>
{
    private readonly World _world = matrix.World;

    public static TheoryData<string, Entry> Cells { get; } = [.. from failure in TokenFailure.All from entry in Enum.GetValues<Entry>() select (failure.Name, entry)];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_failure_of_the_token_endpoint_has_one_outcome_whoever_meets_it(string name, Entry entry)
    {
        var failure = TokenFailure.All.Single(failure => failure.Name == name);
        using var tenant = await matrix.ATenantAsync(failure.Kind is TokenFailureKind.Client);
        var person = await _world.Google.APersonAsync(messages: 1);
        var grantId = await PrepareAsync(tenant, person, entry);
        var (before, token, calls) = (await tenant.HistoryAsync(grantId), await RefreshTokenAsync(tenant, grantId), await CallsAsync(person));
        var faultId = await BreakAsync(person, failure.Fault);

        await MeetAsync(tenant, grantId, entry, failure);

        await ExpectAsync(tenant, grantId, entry, failure, before);
        (await CallsAsync(person) - calls).Should().Be(1, "one failure costs one call");
        (await RefreshTokenAsync(tenant, grantId)).Should().Be(token, "no failure loses the refresh token");

        await _world.Google.MendAsync(faultId);
        await ExpectRecoveryAsync(tenant, grantId, failure);
    }

    /// <summary>A grant that this way in would refresh.</summary>
    private async Task<string> PrepareAsync(TestTenant tenant, string person, Entry entry)
    {
        if (entry is Entry.Vend or Entry.Mail or Entry.Sweep)
        {
            await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "authorization_code", times = 1, replace = new { expires_in = 30 } });
        }

        var grantId = await tenant.ConnectAsync(person);
        if (entry is Entry.RetryJob)
        {
            await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", status = 503, times = 1 });
            await tenant.PostAsync($"v1/grants/{grantId}/refresh", expectedStatus: 503);
            _world.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        return grantId;
    }

    private async Task MeetAsync(TestTenant tenant, string grantId, Entry entry, TokenFailure failure)
    {
        switch (entry)
        {
            case Entry.Vend:
                await ExpectProblemAsync(tenant.Api.GetAsync($"v1/grants/{grantId}/access-token"), failure);
                break;
            case Entry.Forced:
                await ExpectProblemAsync(tenant.Api.PostAsync($"v1/grants/{grantId}/refresh", content: null), failure);
                break;
            case Entry.Mail:
                await ExpectProblemAsync(tenant.Api.GetAsync($"v1/grants/{grantId}/messages"), failure);
                break;
            case Entry.Sweep:
                (await _world.SendAsync(new RefreshExpiring())).Failed.Should().Be(1);
                break;
            case Entry.RetryJob:
                var retried = await _world.SendAsync(new RetryRefresh(new Caller(tenant.Id, Actor.Job("retry-refresh")), Guid.Parse(grantId)));
                retried.Code.Should().Be(failure.Kind is TokenFailureKind.Verdict ? null : failure.Code);
                (retried.TryAgainIn is null).Should().Be(failure.Kind is TokenFailureKind.Verdict);
                break;
            default:
                throw new InvalidOperationException($"Unknown entry {entry}.");
        }
    }

    private static async Task ExpectProblemAsync(Task<HttpResponseMessage> call, TokenFailure failure)
    {
        var problem = await call.ProblemAsync(failure.Status, failure.Code);
        problem.Has("authorizationUrl").Should().Be(failure.Kind is TokenFailureKind.Verdict);
        problem.Text("reason").Should().Be(failure.Reason ?? problem.Text("reason"));
    }

    private static async Task ExpectAsync(TestTenant tenant, string grantId, Entry entry, TokenFailure failure, IReadOnlyList<string> before)
    {
        var (status, events) = failure.Kind switch
        {
            TokenFailureKind.Passing => ("refreshFailing", new[] { "refresh_failed" }),
            TokenFailureKind.Verdict => ("reauthorizationRequired", ["reauthorization_required"]),
            _ => (entry is Entry.RetryJob ? "refreshFailing" : "active", []),
        };
        var grant = await tenant.GetAsync($"v1/grants/{grantId}");
        grant.Text("status").Should().Be(status);
        grant.Text("reason").Should().Be(failure.Kind is TokenFailureKind.Verdict ? failure.Reason : null);
        (await tenant.HistoryAsync(grantId)).Should().Equal([.. before, .. events]);
    }

    /// <summary>Whatever says nothing of the refresh token is over when its cause is; only a verdict needs the person.</summary>
    private async Task ExpectRecoveryAsync(TestTenant tenant, string grantId, TokenFailure failure)
    {
        if (failure.Kind is TokenFailureKind.Verdict)
        {
            (await tenant.PostProblemAsync($"v1/grants/{grantId}/refresh", new { }, 409, "reauthorization_required")).AuthorizationUrl().Should().NotBeEmpty();
            return;
        }

        _world.Clock.Advance(ClientBreaker.ProbeInterval);
        (await tenant.PostAsync($"v1/grants/{grantId}/refresh")).Text("accessToken").Should().StartWith("ya29.");
        (await tenant.GetAsync($"v1/grants/{grantId}")).Text("status").Should().Be("active");
    }

    private async Task<string> RefreshTokenAsync(TestTenant tenant, string grantId) =>
        (await _world.Services.GetRequiredService<IGrantStore>().HoldAsync(tenant.Id, Guid.Parse(grantId), CancellationToken.None))!.Tokens!.RefreshToken.Reveal();

    private Task<int> CallsAsync(string person) => _world.Google.CallsAsync("token", person, "refresh_token");

    private Task<string> BreakAsync(string person, string fault)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        body["endpoint"] = "token";
        body["grantType"] = "refresh_token";
        body["person"] = person;
        return _world.Google.BreakAsync(body);
    }
}
