using System.Globalization;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests.Hostile;

/// <summary>A node under hostile requests keeps serving the client beside them, answers within its bounds, and keeps nothing.</summary>
public sealed class HostileRequestTests(Worlds worlds, ITestOutputHelper output)
{
    private const string Quiet = "quiet";

    /// <summary>The bounds of docs/bounds.md where a small one is cheaper to reach.</summary>
    private static readonly (string Name, string? Value)[] SmallLimits =
    [
        ("Limits:ConnectionsPerAddress", "100"), ("Limits:StreamsPerKey", "8"), ("Limits:WaitingCallsPerKey", "20"), ("Limits:RefusedKeysPerAddress", "200"),
    ];

    private static readonly TimeSpan ShortestPhase = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task S13_A_client_beside_hostile_requests_is_served_and_the_node_keeps_nothing_of_them()
    {
        await using var world = await worlds.StartAsync();
        var platform = await world.StartPlatformAsync(SmallLimits);
        using var tenant = await world.ATenantAsync();
        using var hostile = await world.ATenantAsync();
        var client = await ConnectHostileAsync(world, hostile);
        await using var steady = new SteadyClient(tenant, await tenant.ConnectAsync(await world.Google.APersonAsync(messages: 3)));
        steady.Start();
        await Task.Delay(TimeSpan.FromSeconds(1));
        steady.Enter(Quiet);
        await Task.Delay(TimeSpan.FromSeconds(2));
        var before = OpenDescriptors.Of(platform.Id, platform.Url.Port);

        var failures = new List<string>();
        foreach (var request in HostileRequests.All)
        {
            steady.Enter(request.Name);
            var sending = request.Send(client);
            await Task.WhenAll(sending, Task.Delay(ShortestPhase));
            failures.AddRange(FailuresOf(request, await sending));
        }

        await steady.StopAsync();
        Report(steady);
        failures.Concat(steady.Failures).Should().BeEmpty();
        await Eventually.HoldsAsync("the node has closed what it opened", () =>
        {
            var now = OpenDescriptors.Of(platform.Id, platform.Url.Port);
            return Task.FromResult(now.Connections <= before.Connections && now.Others <= before.Others + 4 && now.Spooled == 0);
        });
        await platform.WaitReadyAsync();
        platform.Error.Should().BeEmpty();
    }

    /// <summary>Somebody whose mailbox is slow to list, and has no labels while Gmail is out of order.</summary>
    private static async Task<HostileClient> ConnectHostileAsync(ProcessWorld world, TestTenant tenant)
    {
        var person = await world.Google.APersonAsync(messages: 1);
        var grant = await tenant.ConnectAsync(person, ["https://mail.google.com/"]);
        await world.Google.BreakAsync(new { endpoint = "gmail.users.messages.list", person, delayMs = 700 });
        await world.Google.BreakAsync(new { endpoint = "gmail.users.labels.list", person, status = 503 });
        return new HostileClient(world.Settings.PlatformUrl, tenant.ApiKey, grant);
    }

    private static IEnumerable<string> FailuresOf(HostileRequest request, IReadOnlyList<int> statuses)
    {
        var counts = string.Join(", ", statuses.GroupBy(status => status).Select(group => $"{group.Count()} × {group.Key}"));
        if (statuses.Except(request.Statuses).Any() || (request.Seen is { } seen && !statuses.Contains(seen)))
        {
            yield return $"{request.Name}: answered {counts}";
        }
    }

    private void Report(SteadyClient steady)
    {
        var quiet = steady.Of(phase => phase == Quiet);
        output.WriteLine($"{"",-36} calls  median     p99   of quiet");
        foreach (var name in HostileRequests.All.Select(request => request.Name).Prepend(Quiet))
        {
            Write(name, steady.Of(phase => phase == name), quiet.Median);
        }

        Write("all hostile requests", steady.Of(phase => phase is not (Quiet or "")), quiet.Median);
    }

    private void Write(string name, (int Calls, double Median, double P99) figures, double quiet) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{name,-36} {figures.Calls,5} {figures.Median,7:F2} {figures.P99,7:F1} {figures.Median / quiet,10:F2}"));
}
