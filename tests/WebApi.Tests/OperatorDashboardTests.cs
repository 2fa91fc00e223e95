using System.Net;
using GmailPlatform.Testing;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.WebApi.Tests;

public sealed class OperatorDashboardTests(SharedWorld shared)
{
    [Theory]
    [InlineData("/hangfire")]
    [InlineData("/hangfire/recurring")]
    [InlineData("/hangfire/jobs/scheduled")]
    [InlineData("/hangfire/css18000")]
    public async Task Nobody_comes_in_without_a_session_not_even_from_this_machine(string path)
    {
        using var visitor = new ConsoleVisitor(shared.World);

        using var response = await visitor.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.Redirect);
        response.Headers.Location!.ToString().Should().Be($"/console/sign-in?returnUrl={Uri.EscapeDataString(path)}");
    }

    [Theory]
    [InlineData(WorldSettings.Admin, true)]
    [InlineData(WorldSettings.Operator, true)]
    [InlineData(WorldSettings.Auditor, false)]
    public async Task Admins_and_operators_run_jobs_and_auditors_only_look(string email, bool mayRun)
    {
        var job = $"test-{Guid.NewGuid():N}";
        var jobs = shared.World.Services.GetRequiredService<IRecurringJobManager>();
        jobs.AddOrUpdate(job, () => System.Console.Out.Flush(), Cron.Never);
        using var visitor = await ConsoleVisitor.ArriveAsync(shared.World, email);

        var page = await visitor.ReadAsync("/hangfire/recurring");
        using var run = await visitor.RunJobAsync(page, job);

        page.Should().Contain("GmailPlatform jobs").And.Contain(job);
        run.IsSuccessStatusCode.Should().Be(mayRun);
        using var connection = shared.World.Services.GetRequiredService<JobStorage>().GetConnection();
        connection.GetAllEntriesFromHash($"recurring-job:{job}").ContainsKey("LastJobId").Should().Be(mayRun);
        jobs.RemoveIfExists(job);
    }

    [Fact]
    public async Task A_command_that_no_page_of_the_dashboard_sent_is_refused()
    {
        using var visitor = await ConsoleVisitor.ArriveAsync(shared.World, WorldSettings.Operator);

        using var run = await visitor.PostAsync("/hangfire/recurring/trigger", ("jobs[]", "refresh-expiring"));

        run.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }
}
