using System.Net;
using GmailPlatform.GoogleSandbox.Gmail;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class QuotaTests(Sandbox sandbox)
{
    [Fact]
    public async Task Whoever_spends_more_than_the_minute_has_is_refused_and_nobody_else()
    {
        var (account, other) = (await MailAccount.OpenAsync(sandbox), await MailAccount.OpenAsync(sandbox));
        await sandbox.PostAsync("/sandbox/faults", new { endpoint = "gmail", person = account.Email, unitsPerMinute = 11 });

        (await account.GetAsync("messages")).Status.Should().Be(HttpStatusCode.OK);
        (await account.GetAsync("messages")).Status.Should().Be(HttpStatusCode.OK);
        var refused = await account.GetAsync("messages");

        refused.Status.Should().Be(HttpStatusCode.Forbidden);
        refused.Text("error.errors.0.reason").Should().Be("rateLimitExceeded");
        refused.Text("error.errors.0.domain").Should().Be("usageLimits");
        refused.Text("error.message").Should().StartWith("Quota exceeded for quota metric 'Total Query Cost'");
        (await account.GetAsync("profile")).Status.Should().Be(HttpStatusCode.OK, "the last unit is enough for it");
        (await other.GetAsync("messages")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_minute_later_there_is_quota_again()
    {
        await using var own = await Sandbox.StartAsync();
        var account = await MailAccount.OpenAsync(own);
        await own.PostAsync("/sandbox/faults", new { endpoint = "gmail", unitsPerMinute = 5 });
        await account.GetAsync("messages");
        var refused = await account.GetAsync("messages");

        await own.AdvanceAsync(TimeSpan.FromSeconds(61));

        refused.Status.Should().Be(HttpStatusCode.Forbidden);
        (await account.GetAsync("messages")).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_quota_of_nothing_is_no_quota()
    {
        (await sandbox.PostAsync("/sandbox/faults", new { endpoint = "gmail", unitsPerMinute = 0 })).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("gmail.users.messages.get", 20)]
    [InlineData("gmail.users.threads.get", 40)]
    [InlineData("gmail.users.messages.send", 100)]
    [InlineData("gmail.users.settings.getImap", 1)]
    [InlineData("gmail.users.settings.updateImap", 5)]
    [InlineData("gmail.users.settings.sendAs.create", 100)]
    public void A_method_costs_what_Googles_table_says(string id, int units) =>
        GmailQuota.UnitsOf(GmailMethods.All.Single(method => method.Id == id)).Should().Be(units);
}
