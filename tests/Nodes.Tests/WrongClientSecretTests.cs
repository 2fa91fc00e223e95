using GmailPlatform.Application.Grants;
using GmailPlatform.Nodes.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.Nodes.Tests;

/// <summary>A wrong client secret is an operator's matter: it neither marks a grant nor storms Google, however many grants there are.</summary>
public sealed class WrongClientSecretTests : IAsyncLifetime
{
    private const int People = 10_000;
    private const int CallersAtOnce = 20;
    private const string WrongSecret = "GOCSPX-somebody-else";

    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Misconfigured = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromMinutes(1);

    /// <summary>Who was on the way when the breaker opened, and then one probe an interval.</summary>
    private static readonly int MostRefreshCalls = CallersAtOnce + 1 + (int)(Misconfigured / ProbeInterval);

    private World _world = null!;
    private TestTenant _tenant = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await World.StartAsync();
        _tenant = await _world.ATenantAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _tenant.Dispose();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Ten_minutes_of_a_wrong_secret_mark_none_of_ten_thousand_grants_and_cost_a_probe_an_interval()
    {
        var grants = await _world.Services.ConnectCrowdAsync(_world.Google, _tenant.Id, People);
        _world.Clock.Advance(TimeSpan.FromHours(1));
        await SetSecretAsync(WrongSecret);
        await _world.Google.ResetCountersAsync();

        for (var passed = TimeSpan.Zero; passed < Misconfigured; passed += Step)
        {
            (await AskForSomeAsync(grants)).Should().OnlyContain(answer => answer.Status == 503 && answer.Code == "google_rejected_client");
            await RunWhatRecursAsync(passed);
            _world.Clock.Advance(Step);
        }

        (await _world.Google.CountAsync("token", "refresh_token")).Should().BeInRange(1, MostRefreshCalls);
        await NothingIsMarkedAsync();

        await SetSecretAsync(WorldSettings.ClientSecret);
        (await RecoveryAsync(grants)).Should().BeLessThanOrEqualTo(RecoveryLimit);
        await NothingIsMarkedAsync();
    }

    private Task SetSecretAsync(string clientSecret) => _world.Google.PatchAsync($"sandbox/clients/{WorldSettings.ClientId}", new { clientSecret });

    /// <summary>Callers of grants anywhere in the crowd.</summary>
    private async Task<IReadOnlyList<Answer>> AskForSomeAsync(IReadOnlyList<CrowdGrant> grants) =>
        await Task.WhenAll(Random.Shared.GetItems(grants.ToArray(), CallersAtOnce).Select(grant => Callers.AskAsync(_tenant, node => node.Vend(grant))));

    /// <summary>The probe of each interval, and the sweep of each minute: it finds everybody due and refreshes nobody.</summary>
    private async Task RunWhatRecursAsync(TimeSpan passed)
    {
        if (passed.Ticks % ProbeInterval.Ticks == 0)
        {
            (await _world.Services.SendAsync(new ProbeClients())).StillRejected.Should().Be(1);
        }

        if (passed.Ticks % TimeSpan.TicksPerMinute == 0)
        {
            (await _world.Services.SendAsync(new RefreshExpiring())).Should().BeEquivalentTo(new { Refreshed = 0, Failed = 0, Skipped = People });
        }
    }

    private async Task<TimeSpan> RecoveryAsync(IReadOnlyList<CrowdGrant> grants)
    {
        var passed = TimeSpan.Zero;
        while (!(await AskForSomeAsync(grants)).All(answer => answer.Status == 200) && passed <= RecoveryLimit)
        {
            _world.Clock.Advance(Step);
            passed += Step;
        }

        return passed;
    }

    private async Task NothingIsMarkedAsync()
    {
        foreach (var state in new[] { "refreshFailing", "reauthorizationRequired", "revoked", "erased" })
        {
            (await _tenant.CountAsync(state)).Should().Be(0, state);
        }
    }
}
