using FsCheck.Xunit;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Random lives of a grant on the real store, Kestrel and sandbox, step by step beside a simple model.</summary>
public sealed class GrantModelTests(MatrixWorld matrix) : IClassFixture<MatrixWorld>
{
    private readonly World _world = matrix.World;

    [Property(MaxTest = 25, StartSize = 8, EndSize = 24)]
    public async Task A_grant_is_what_the_model_says_whatever_happens_to_it_in_whatever_order(Happening[] happenings)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync(messages: 1);
        var life = new Life(_world, tenant, person, await tenant.ConnectAsync(person));
        foreach (var happening in happenings)
        {
            await life.LiveAsync(happening);
        }

        await life.EndAsync();
    }

    /// <summary>One grant with its model.</summary>
    private sealed class Life(World world, TestTenant tenant, string person, string grantId)
    {
        private GrantModel _model = new(world.Clock.GetUtcNow());
        private string? _outage;

        public async Task LiveAsync(Happening happening)
        {
            _model = happening switch
            {
                Happening.Consent => await ConsentAsync(),
                Happening.Vend => await CallAsync("access-token"),
                Happening.Mail => await CallAsync("messages"),
                Happening.ForceRefresh => await ForceAsync(),
                Happening.Sweep => await SweepAsync(),
                Happening.RetryJob => await RetryAsync(),
                Happening.TimePasses => TimePasses(),
                Happening.PersonRemovesTheApp => await RemoveAsync(),
                Happening.ApplicationRevokes => await RevokeAsync(),
                Happening.GoogleGoesAway => await GoAwayAsync(),
                Happening.GoogleComesBack => await ComeBackAsync(),
                Happening.ConsentDuringARefresh => await DuringARefreshAsync(ConsentAsync),
                Happening.RevocationDuringARefresh => await DuringARefreshAsync(RevokeAsync),
                _ => throw new InvalidOperationException($"Unknown happening {happening}."),
            };
            await CompareAsync(happening.ToString());
        }

        /// <summary>The history tells the whole life, and the stored refresh token is the one that Google honours, if it honours one.</summary>
        public async Task EndAsync()
        {
            _model = await ComeBackAsync();
            var store = world.Services.GetRequiredService<IGrantStore>();
            var held = (await store.HoldAsync(tenant.Id, Guid.Parse(grantId), CancellationToken.None))!;
            var history = (await tenant.GetAsync($"v1/grants/{grantId}/history?pageSize=500")).GetProperty("events").EnumerateArray().ToList();
            history.Count.Should().Be((int)held.Grant.Version);
            if (held.Tokens is { } tokens)
            {
                var received = history.Select(e => e.GetProperty("data").Text("refreshTokenFingerprint")).Last(fingerprint => fingerprint is not null);
                held.Key!.Fingerprint(tokens.RefreshToken).Should().Be(received);
            }

            _model = await ForceAsync();
            await CompareAsync("the end");
        }

        private async Task CompareAsync(string after)
        {
            var grant = await tenant.GetAsync($"v1/grants/{grantId}");
            (grant.Text("status"), grant.GetProperty("generation").GetInt32()).Should().Be((_model.Status, _model.Generation), "that is the model after {0}", after);
            _model = _model with { RetryAt = grant.TryGetProperty("retryAt", out var retryAt) ? retryAt.GetDateTimeOffset() : null };
        }

        private async Task<GrantModel> ConsentAsync()
        {
            var outcome = await tenant.ConsentAsync(person, new { returnUrl = WorldSettings.ReturnUrl, grantId });
            if (outcome.TryGetValue("authorizationUrl", out var url))
            {
                // Google showed no consent, and so sent no refresh token.
                outcome = await tenant.ReturnAsync((await world.Google.ConsentAsync(url, person)).RedirectUrl);
            }

            outcome.Should().Contain("status", "connected").And.Contain("grantId", grantId);
            return _model.Consented();
        }

        private async Task<GrantModel> CallAsync(string call)
        {
            var before = _model;
            using var response = await tenant.Api.GetAsync($"v1/grants/{grantId}/{call}");
            var after = before.VendRefreshes ? before.Refreshed() : before;
            // A token that still seems valid is no longer taken by Gmail once the person removed the app: one forced refresh tells.
            if (call is "messages" && before is { VendServes: true, Honoured: false })
            {
                after = before.Refreshed();
            }

            // While Google is away nobody learns that the person removed the app: the token is handed out, and only Gmail refuses it.
            var served = after.VendServes && !(call is "messages" && after is { Honoured: false, GoogleIsAway: true });
            ((int)response.StatusCode).Should().Be(StatusAfter(after, served), "of {0} in {1}", call, before);
            return after;
        }

        private async Task<GrantModel> ForceAsync()
        {
            using var response = await tenant.Api.PostAsync($"v1/grants/{grantId}/refresh", content: null);
            var after = _model.Refreshed();
            ((int)response.StatusCode).Should().Be(StatusAfter(after, served: after.Generation > _model.Generation), "of a forced refresh in {0}", _model);
            return after;
        }

        private static int StatusAfter(GrantModel model, bool served) => !model.IsUsable ? 409 : served ? 200 : 503;

        private async Task<GrantModel> SweepAsync()
        {
            await world.SendAsync(new RefreshExpiring());
            return _model.SweepRefreshes ? _model.Refreshed() : _model;
        }

        private async Task<GrantModel> RetryAsync()
        {
            await world.SendAsync(new RetryRefresh(new Caller(tenant.Id, Actor.Job("retry-refresh")), Guid.Parse(grantId)));
            return _model.RetryRefreshes ? _model.Refreshed() : _model;
        }

        private GrantModel TimePasses()
        {
            world.Clock.Advance(GrantModel.Step);
            return _model with { Now = world.Clock.GetUtcNow() };
        }

        private async Task<GrantModel> RemoveAsync()
        {
            await world.Google.DoAsync(person, "revoke");
            return _model with { Honoured = false };
        }

        private async Task<GrantModel> RevokeAsync()
        {
            await tenant.DeleteAsync($"v1/grants/{grantId}");
            return _model.Revoked();
        }

        private async Task<GrantModel> GoAwayAsync()
        {
            _outage ??= await world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", status = 503 });
            return _model with { GoogleIsAway = true };
        }

        private async Task<GrantModel> ComeBackAsync()
        {
            if (_outage is { } fault)
            {
                await world.Google.MendAsync(fault);
                _outage = null;
            }

            return _model with { GoogleIsAway = false };
        }

        /// <summary>Something else happens while Google thinks about a refresh: the late answer is thrown away.</summary>
        private async Task<GrantModel> DuringARefreshAsync(Func<Task<GrantModel>> other)
        {
            if (!_model.IsUsable || _model.GoogleIsAway)
            {
                return await other();
            }

            var slow = await world.Google.BreakAsync(new { endpoint = "token", person, grantType = "refresh_token", delayMs = 700, times = 1 });
            var refresh = tenant.Api.PostAsync($"v1/grants/{grantId}/refresh", content: null);
            await world.WaitForAsync(slow);
            var after = await other();
            using var late = await refresh;
            var history = await tenant.HistoryAsync(grantId);
            // On a slow machine the refresh was the first after all.
            return history[^1] is "refresh_discarded" || !_model.Honoured ? after : after with { Generation = after.Generation + 1 };
        }
    }
}
