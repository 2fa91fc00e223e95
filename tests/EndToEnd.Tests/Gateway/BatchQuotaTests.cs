using System.Globalization;
using System.Text.Json;
using GmailPlatform.EndToEnd.Tests.Gateway.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Gateway;

/// <summary>Quota of the calls of a batch.</summary>
public sealed class BatchQuotaTests(QuotaTests.ShortOfQuota shared) : IClassFixture<QuotaTests.ShortOfQuota>
{
    private const string Get = "GET /gmail/v1/users/me/messages/18c0000000000001 HTTP/1.1\r\n\r\n";
    private const string Profile = "GET /gmail/v1/users/me/profile HTTP/1.1\r\n\r\n";

    [Fact]
    public async Task G5_Calls_beyond_the_budget_are_refused_one_by_one_and_the_figure_agrees()
    {
        using var mailbox = await GatewayMailbox.OfAsync(shared.World);

        // 300 units: fourteen calls of 20, one of 1, then 19 remain.
        var answer = await mailbox.BatchAsync(GatewayMailbox.BatchOf([.. Enumerable.Repeat(Get, 14), Profile, .. Enumerable.Repeat(Get, 5), Profile]));

        answer.Status.Should().Be(200);
        answer.Statuses.Should().Equal([.. Enumerable.Repeat(404, 14), 200, .. Enumerable.Repeat(429, 5), 200]);
        answer.Parts[15].Head.Should().Contain("Retry-After: ");
        JsonDocument.Parse(answer.Parts[15].Body).RootElement.GetProperty("error").Text("status").Should().Be("RESOURCE_EXHAUSTED");
        Number(answer, "X-Quota-Cost").Should().Be(282);
        Number(answer, "X-Quota-Remaining").Should().Be(18);
    }

    [Fact]
    public async Task G5_What_is_said_to_remain_can_be_used()
    {
        using var mailbox = await GatewayMailbox.OfAsync(shared.World);
        await mailbox.BatchAsync(GatewayMailbox.BatchOf([.. Enumerable.Repeat(Get, 14)]));

        using var refused = await mailbox.Tenant.Api.PostAsync($"{mailbox.Root}gmail/v1/users/me/messages/send", new StringContent("{}", null, "application/json"));
        await refused.ReadAsync(429);
        var remaining = int.Parse(refused.Headers.GetValues("X-Quota-Remaining").Single(), CultureInfo.InvariantCulture);
        remaining.Should().Be(20);
        var answer = await mailbox.BatchAsync(GatewayMailbox.BatchOf([.. Enumerable.Repeat(Profile, remaining + 1)]));

        answer.Statuses.Should().Equal([.. Enumerable.Repeat(200, remaining), 429]);
    }

    private static int Number(BatchAnswer answer, string header) => int.Parse(answer.Headers.GetValues(header).Single(), CultureInfo.InvariantCulture);
}
