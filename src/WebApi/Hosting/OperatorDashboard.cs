using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Console.SignIn;
using Hangfire;
using Hangfire.Dashboard;

namespace GmailPlatform.WebApi.Hosting;

internal static class OperatorDashboard
{
    /// <summary>Hangfire's dashboard: admins and operators run jobs, auditors look on. Its own antiforgery check stays on.</summary>
    public static IEndpointRouteBuilder MapOperatorDashboard(this IEndpointRouteBuilder app)
    {
        app.MapHangfireDashboard("/hangfire", new DashboardOptions
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
