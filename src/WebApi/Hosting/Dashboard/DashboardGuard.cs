using System.Collections.Frozen;
using System.Text.RegularExpressions;
using GmailPlatform.Application.Console;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Console.SignIn;
using MediatR;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace GmailPlatform.WebApi.Hosting.Dashboard;

/// <summary>
/// Lets people start jobs on Hangfire's dashboard, but not delete any: they are the server's own work. Each start is
/// recorded before it happens.
/// </summary>
internal static partial class DashboardGuard
{
    public const string Root = "/hangfire";

    private const string Statistics = "/stats";
    private const string JobIds = "jobs[]";
    private const int LongestSubject = 200;

    private static readonly FrozenDictionary<string, ConsoleAction> Commands = new Dictionary<string, ConsoleAction>(StringComparer.Ordinal)
    {
        ["/recurring/trigger"] = ConsoleAction.TriggeredJob,
        ["/jobs/enqueued/requeue"] = ConsoleAction.RequeuedJob,
        ["/jobs/processing/requeue"] = ConsoleAction.RequeuedJob,
        ["/jobs/scheduled/enqueue"] = ConsoleAction.RequeuedJob,
        ["/jobs/succeeded/requeue"] = ConsoleAction.RequeuedJob,
        ["/jobs/failed/requeue"] = ConsoleAction.RequeuedJob,
        ["/jobs/deleted/requeue"] = ConsoleAction.RequeuedJob,
        ["/jobs/awaiting/enqueue"] = ConsoleAction.RequeuedJob,
    }.ToFrozenDictionary();

    public static IApplicationBuilder UseDashboardGuard(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase, out var command) ? GuardAsync(http, command.Value ?? "", next) : next(http));

    private static async Task GuardAsync(HttpContext http, string command, RequestDelegate next)
    {
        if (await RefusalAsync(http, command) is { } refusal)
        {
            await http.WriteProblemAsync(refusal);
        }
        else
        {
            await next(http);
        }
    }

    /// <summary>Null for a page, and for a command that the person may run, once it is recorded.</summary>
    private static async Task<Failure?> RefusalAsync(HttpContext http, string command)
    {
        if (HttpMethods.IsGet(http.Request.Method))
        {
            // The dashboard's commands read a form without asking for the method, and a GET needs no antiforgery token.
            return command is Statistics || CommandWord().IsMatch(command) || HasBody(http) ? NotAPage : null;
        }

        if (!HttpMethods.IsPost(http.Request.Method) || !http.Request.HasFormContentType)
        {
            return NotAPage;
        }

        if (command is Statistics)
        {
            return null;
        }

        var caller = ConsoleIdentity.CallerOf(http.User);
        if (!caller.MayOperate || !await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
        {
            return ConsoleFailures.Forbidden;
        }

        return ActionOf(command) is { } action ? await RecordAsync(http, caller, action, command) : NotAllowed;
    }

    private static bool HasBody(HttpContext http) => http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private static async Task<Failure?> RecordAsync(HttpContext http, ConsoleCaller caller, ConsoleAction action, string command)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        var jobs = Single().Match(command) is { Success: true } single ? single.Groups["id"].Value : string.Join(' ', form[JobIds].AsEnumerable());
        var recorded = await http.RequestServices.GetRequiredService<IMediator>()
            .Send(new RecordConsoleAccess(caller, action, jobs[..Math.Min(jobs.Length, LongestSubject)]), http.RequestAborted);
        return recorded.Failure;
    }

    private static ConsoleAction? ActionOf(string command) =>
        Commands.TryGetValue(command, out var action) ? action : Single().IsMatch(command) ? ConsoleAction.RequeuedJob : null;

    private static readonly Failure NotAllowed = new(
        "forbidden", FailureKind.Forbidden, "Jobs can only be triggered and requeued here: deleting one would stop the server's own work.");

    private static readonly Failure NotAPage = new("not_found", FailureKind.NotFound, "There is no page at this address of the dashboard.");

    /// <summary>How the addresses of all commands end, or begin.</summary>
    [GeneratedRegex("^/jobs/actions/|/(remove|trigger|delete|requeue|enqueue)/*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommandWord();

    [GeneratedRegex(@"^/jobs/actions/requeue/(?<id>[0-9]{1,19})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Single();
}
