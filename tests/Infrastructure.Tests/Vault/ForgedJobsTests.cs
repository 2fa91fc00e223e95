using GmailPlatform.Infrastructure.Tests.Support;
using GmailPlatform.Infrastructure.Vault;
using GmailPlatform.Testing;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;

namespace GmailPlatform.Infrastructure.Tests.Vault;

/// <summary>A row of Hangfire's tables names a type and a method; its writer must not choose what the server calls.</summary>
public sealed class ForgedJobsTests(Databases databases)
{
    public static TheoryData<string> Types =>
    [
        "System.IO.Directory", "System.IO.Directory, System.Private.CoreLib", "System.IO.File, mscorlib", "System.Diagnostics.Process, System.Diagnostics.Process",
        "Hangfire.BackgroundJob", "Hangfire.BackgroundJob, Hangfire.Core", "Hangfire.States.EnqueuedState[], Hangfire.Core",
        "System.Collections.Generic.List`1[[System.IO.FileInfo]]", "GmailPlatform.Infrastructure.Store.Migrations, GmailPlatform.Infrastructure", "Evil, /tmp/evil", "", " ",
    ];

    [Theory]
    [MemberData(nameof(Types))]
    [InlineData(null)]
    [InlineData("")]
    public void S3_A_stored_job_cannot_name_a_type_that_is_no_job(string? name) =>
        FluentActions.Invoking(() => JobTypes.Resolve(name)).Should().Throw<TypeLoadException>();

    [Theory]
    [InlineData("GmailPlatform.Infrastructure.Vault.SealingJobs, GmailPlatform.Infrastructure", typeof(SealingJobs))]
    [InlineData("GmailPlatform.Infrastructure.Vault.SealingJobs, GmailPlatform.Infrastructure, Version=1.0.0.0", typeof(SealingJobs))]
    [InlineData("System.Guid, mscorlib", typeof(Guid))]
    [InlineData("System.Threading.CancellationToken, System.Private.CoreLib", typeof(CancellationToken))]
    [InlineData("Hangfire.States.EnqueuedState, Hangfire.Core", typeof(EnqueuedState))]
    public void S3_Jobs_of_the_platform_resolve_whatever_version_wrote_them(string name, Type type) => JobTypes.Resolve(name).Should().Be(type);

    [Fact]
    public async Task S3_A_planted_job_fails_and_calls_nothing_while_jobs_of_the_platform_run()
    {
        await using var platform = await Platform.StartAsync(await databases.CreateAsync());
        var storage = platform.Get<JobStorage>();
        var client = new BackgroundJobClient(storage);
        var queue = new EnqueuedState(JobQueues.Maintenance);
        var target = Path.Combine(Path.GetTempPath(), $"planted-{Guid.NewGuid():N}");
        var foreign = client.Create(new Job(typeof(Directory).GetMethod(nameof(Directory.CreateDirectory), [typeof(string)])!, target), queue);
        var noJob = client.Create(new Job(typeof(SealingJobs), typeof(object).GetMethod(nameof(ToString))!), queue);
        var honest = client.Create<SealingJobs>(job => job.ResumeResealAsync(CancellationToken.None), queue);

        using var server = new BackgroundJobServer(
            new BackgroundJobServerOptions { Queues = JobQueues.All, WorkerCount = 1, Activator = platform.Get<JobActivator>() }, storage);
        await Eventually.HoldsAsync("the last job ran", () => Task.FromResult(States(honest).Contains(SucceededState.StateName)));

        States(foreign).Should().Contain(FailedState.StateName).And.NotContain(SucceededState.StateName);
        States(noJob).Should().Contain(FailedState.StateName).And.NotContain(SucceededState.StateName);
        Directory.Exists(target).Should().BeFalse();

        IEnumerable<string> States(string id) => storage.GetMonitoringApi().JobDetails(id).History.Select(state => state.StateName);
    }
}
