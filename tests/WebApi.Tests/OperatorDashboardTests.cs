using System.Net;
using GmailPlatform.Testing;
using Hangfire;
using Hangfire.Common;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

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
        AddJob(jobs, job);
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

    [Theory]
    [InlineData("/hangfire/recurring/remove")]
    [InlineData("/hangfire/recurring//remove")]
    [InlineData("/hangfire/Recurring/Remove")]
    [InlineData("/hangfire/recurring/remove/")]
    [InlineData("/hangfire/jobs/enqueued/delete")]
    [InlineData("/hangfire/jobs/processing/delete")]
    [InlineData("/hangfire/jobs/scheduled/delete")]
    [InlineData("/hangfire/jobs/failed/delete")]
    [InlineData("/hangfire/jobs/awaiting/delete")]
    [InlineData("/hangfire/jobs/actions/delete/1")]
    [InlineData("/hangfire/jobs/actions/requeue/1/../../delete/1")]
    public async Task S5_The_dashboard_removes_nothing(string command)
    {
        using var admin = await ConsoleVisitor.ArriveAsync(shared.World, WorldSettings.Admin);
        var job = $"test-{Guid.NewGuid():N}";
        AddJob(shared.World.Services.GetRequiredService<IRecurringJobManager>(), job);
        var page = await admin.ReadAsync("/hangfire/recurring");

        using var refused = await admin.CommandAsync(page, command, job);

        ((int)refused.StatusCode).Should().BeOneOf(403, 404);
        using var connection = shared.World.Services.GetRequiredService<JobStorage>().GetConnection();
        connection.GetAllEntriesFromHash($"recurring-job:{job}").Should().NotBeNullOrEmpty();
        shared.World.Services.GetRequiredService<IRecurringJobManager>().RemoveIfExists(job);
    }

    [Theory]
    [InlineData("GET", "/hangfire/recurring/remove")]
    [InlineData("HEAD", "/hangfire/recurring/remove")]
    [InlineData("GET", "/hangfire/Recurring/Remove/")]
    [InlineData("GET", "/hangfire/recurring/trigger/../remove")]
    [InlineData("GET", "/hangfire/recurring/trigger")]
    [InlineData("GET", "/hangfire/recurring")]
    [InlineData("GET", "/hangfire/jobs/enqueued/delete")]
    [InlineData("GET", "/hangfire/jobs/failed/requeue")]
    [InlineData("GET", "/hangfire/jobs/awaiting/enqueue")]
    [InlineData("GET", "/hangfire/jobs/actions/delete/1")]
    public async Task S5_A_command_in_the_body_of_a_GET_or_HEAD_does_nothing(string method, string command)
    {
        using var admin = await ConsoleVisitor.ArriveAsync(shared.World, WorldSettings.Admin);
        var job = $"test-{Guid.NewGuid():N}";
        var jobs = shared.World.Services.GetRequiredService<IRecurringJobManager>();
        AddJob(jobs, job);

        using var refused = await admin.SendAsync(new HttpMethod(method), command, ("jobs[]", job));

        refused.StatusCode.Should().Be(HttpStatusCode.NotFound);
        using var connection = shared.World.Services.GetRequiredService<JobStorage>().GetConnection();
        connection.GetAllEntriesFromHash($"recurring-job:{job}").Should().NotBeNullOrEmpty().And.NotContainKey("LastJobId");
        jobs.RemoveIfExists(job);
    }

    [Fact]
    public async Task S5_What_a_person_starts_is_recorded_with_the_job()
    {
        var job = $"test-{Guid.NewGuid():N}";
        var jobs = shared.World.Services.GetRequiredService<IRecurringJobManager>();
        AddJob(jobs, job);
        using var visitor = await ConsoleVisitor.ArriveAsync(shared.World, WorldSettings.Admin);
        var page = await visitor.ReadAsync("/hangfire/recurring");

        (await visitor.RunJobAsync(page, job)).IsSuccessStatusCode.Should().BeTrue();
        (await visitor.CommandAsync(page, "/hangfire/jobs/actions/requeue/999999999")).Dispose();

        (await visitor.ReadAsync("/console/people")).Should().Contain(job).And.Contain("Triggered job").And.Contain("Requeued job").And.Contain("999999999");
        jobs.RemoveIfExists(job);
    }

    [Theory]
    [InlineData("delete from hangfire.hash where key = 'recurring-job:purge-quota'")]
    [InlineData("update hangfire.hash set value = '0 0 1 1 *' where key = 'recurring-job:purge-quota' and field = 'Cron'")]
    [InlineData("update hangfire.hash set value = 'no schedule' where key = 'recurring-job:purge-quota' and field = 'Cron'")]
    [InlineData("update hangfire.hash set value = replace(value, 'PurgeQuotaAsync', 'PurgeSentMessagesAsync') where key = 'recurring-job:purge-quota' and field = 'Job'")]
    [InlineData("update hangfire.hash set value = '{\"t\":\"System.Diagnostics.Process, System\",\"m\":\"Start\"}' where key = 'recurring-job:purge-quota' and field = 'Job'")]
    [InlineData("update hangfire.hash set value = '9999-01-01T00:00:00.0000000Z' where key = 'recurring-job:purge-quota' and field = 'NextExecution'")]
    [InlineData("delete from hangfire.hash where key = 'recurring-job:purge-quota' and field = 'NextExecution'")]
    [InlineData("update hangfire.set set score = 99999999999 where key = 'recurring-jobs' and value = 'purge-quota'")]
    [InlineData("delete from hangfire.set where key = 'recurring-jobs' and value = 'purge-quota'")]
    public async Task S5_A_recurring_job_that_was_changed_in_the_database_is_named_by_health_and_restored(string edit)
    {
        await using var world = await World.StartAsync(builder => builder.Configuration["Jobs:Recurring"] = "true");
        using var anyone = new HttpClient { BaseAddress = world.PlatformUrl };
        await Eventually.HoldsAsync("the jobs are there", async () => await StateAsync(anyone) is "healthy");
        await using (var command = world.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(edit))
        {
            (await command.ExecuteNonQueryAsync()).Should().BePositive();
        }

        (await StateAsync(anyone)).Should().Be("degraded");
        await Eventually.HoldsAsync("the job is restored", async () =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(30));
            return await StateAsync(anyone) is "healthy";
        });
    }

    [Fact]
    public async Task S5_A_recurring_job_that_is_missing_is_named_by_health_and_put_back()
    {
        await using var world = await World.StartAsync(builder => builder.Configuration["Jobs:Recurring"] = "true");
        using var admin = await ConsoleVisitor.ArriveAsync(world, WorldSettings.Admin);
        using var anyone = new HttpClient { BaseAddress = world.PlatformUrl };
        await Eventually.HoldsAsync("the jobs are there", async () => await StateAsync(anyone) is "healthy");

        world.Services.GetRequiredService<IRecurringJobManager>().RemoveIfExists("purge-quota");

        (await admin.ReadAsync("/console/health")).Should().Contain("purge-quota").And.Contain("it was removed");
        (await StateAsync(anyone)).Should().Be("degraded");
        await Eventually.HoldsAsync("the job is put back", async () =>
        {
            world.Clock.Advance(TimeSpan.FromSeconds(30));
            return await StateAsync(anyone) is "healthy";
        });
    }

    private static async Task<string?> StateAsync(HttpClient client)
    {
        using var ready = await client.GetAsync("health/ready");
        return (await ready.ReadAsync(200)).GetProperty("checks").Text("recurringJobs");
    }

    [Theory]
    [InlineData("GET", "/hangfire/stats", 404)]
    [InlineData("GET", "/hangfire/recurring/remove", 404)]
    [InlineData("HEAD", "/hangfire/jobs/failed/delete", 404)]
    [InlineData("POST", "/hangfire/stats", 404)]
    [InlineData("PUT", "/hangfire/recurring", 404)]
    [InlineData("DELETE", "/hangfire/jobs/failed", 404)]
    public async Task S14_What_the_dashboard_does_not_answer_is_no_error_of_the_server(string method, string path, int status)
    {
        using var admin = await ConsoleVisitor.ArriveAsync(shared.World, WorldSettings.Admin);

        using var answer = await admin.SendAsync(new HttpMethod(method), path);

        ((int)answer.StatusCode).Should().Be(status);
    }

    /// <summary>One of the platform's own jobs: no other runs.</summary>
    private static void AddJob(IRecurringJobManager jobs, string id)
    {
        var type = Type.GetType("GmailPlatform.Infrastructure.Mailbox.MailboxJobs, GmailPlatform.Infrastructure", throwOnError: true)!;
        jobs.AddOrUpdate(id, new Job(type, type.GetMethod("PurgeQuotaAsync")!, CancellationToken.None), Cron.Never());
    }
}
