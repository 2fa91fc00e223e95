using System.Globalization;
using GmailPlatform.Infrastructure.Store;
using Hangfire.Dashboard;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Shows on the first page of the job dashboard how many Google clients are rejected: red as soon as there is one.</summary>
internal static class RejectedClientsMetric
{
    private const string CountOpen =
        $"select count(*) from {MartenSetup.Schema}.mt_doc_client_breaker where data -> 'breaker' ->> 'openedAt' is not null";

    public static readonly DashboardMetric Metric = new("google-clients:rejected", "Rejected Google clients", Count);

    private static Metric Count(RazorPage page)
    {
        // The dashboard renders synchronously, and is the only one that asks.
        using var command = page.Context.GetHttpContext().RequestServices.GetRequiredService<NpgsqlDataSource>().CreateCommand(CountOpen);
        var open = Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
        return new Metric(open.ToString(CultureInfo.InvariantCulture))
        {
            Style = open > 0 ? MetricStyle.Danger : MetricStyle.Default,
            Highlighted = open > 0,
        };
    }
}
