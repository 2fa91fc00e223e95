using System.Net;
using Hangfire;
using Hangfire.Dashboard;

namespace GmailPlatform.WebApi.Hosting;

internal static class OperatorDashboard
{
    /// <summary>Hangfire's dashboard, for requests from this machine only.</summary>
    public static IEndpointRouteBuilder MapOperatorDashboard(this IEndpointRouteBuilder app)
    {
        app.MapHangfireDashboard("/hangfire", new DashboardOptions
        {
            Authorization = [new FromThisMachine()],
            DashboardTitle = "GmailPlatform jobs",
            AppPath = null,
            DisplayStorageConnectionString = false,
        });
        return app;
    }

    /// <summary>A proxy on this machine speaks for others, so what was forwarded is not local.</summary>
    private sealed class FromThisMachine : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context)
        {
            var http = context.GetHttpContext();
            return http.Connection.RemoteIpAddress is { } address
                && IPAddress.IsLoopback(address)
                && !http.Request.Headers.Keys.Any(name => name.StartsWith("X-Forwarded", StringComparison.OrdinalIgnoreCase)
                    || name.StartsWith("X-Original", StringComparison.OrdinalIgnoreCase)
                    || string.Equals(name, "Forwarded", StringComparison.OrdinalIgnoreCase));
        }
    }
}
