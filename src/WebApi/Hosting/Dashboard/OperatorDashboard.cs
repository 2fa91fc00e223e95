using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Console.SignIn;
using Hangfire;
using Hangfire.Dashboard;

namespace GmailPlatform.WebApi.Hosting.Dashboard;

internal static class OperatorDashboard
{
    private static int _hasStyles;

    private const string Styles = $"{nameof(GmailPlatform)}.{nameof(WebApi)}.wwwroot.dashboard.css";

    /// <summary>Hangfire's dashboard: admins and operators run jobs, auditors look on; see <see cref="DashboardGuard"/>.</summary>
    public static IEndpointRouteBuilder MapOperatorDashboard(this IEndpointRouteBuilder app)
    {
        // Hides the buttons of commands that the guard refuses. Routes of the dashboard are static: once per process.
        if (Interlocked.Exchange(ref _hasStyles, 1) == 0)
        {
            DashboardRoutes.AddStylesheet(typeof(OperatorDashboard).Assembly, Styles);
        }

        app.MapHangfireDashboard(DashboardGuard.Root, new DashboardOptions
        {
            // The endpoint's policy has let the person in.
            Authorization = [],
            IsReadOnlyFunc = context => !ConsoleIdentity.CallerOf(context.GetHttpContext().User).MayOperate,
            DashboardTitle = "GmailPlatform jobs",
            AppPath = ConsoleMenu.Overview,
            DisplayStorageConnectionString = false,
        })
            .WithMetadata(new AnswersWithPages(ConsolePages.WriteFailureAsync))
            .RequireAuthorization(ConsolePolicies.View);
        return app;
    }
}
