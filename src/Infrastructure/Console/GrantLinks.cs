using Hangfire.Common;
using Hangfire.Dashboard;

namespace GmailPlatform.Infrastructure.Console;

/// <summary>On the dashboard's page of a job, a way to the grant that it is about.</summary>
internal static class GrantLinks
{
    private const string Argument = "grantId";

    public static NonEscapedString Render(JobDetailsRendererDto page) => GrantOf(page.JobDetails.Job) is { } grantId
        ? new NonEscapedString($"""<p><a class="btn btn-default" href="/console/grants/{grantId}">Grant {grantId} in the console</a></p>""")
        : new NonEscapedString("");

    /// <summary>By the name of the parameter.</summary>
    private static Guid? GrantOf(Job? job) =>
        job?.Method.GetParameters().FirstOrDefault(parameter => parameter.Name is Argument) is { } parameter && job.Args[parameter.Position] is Guid id ? id : null;
}
