using GmailPlatform.Application.Audit;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Audit;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Hosting;
using MediatR;

namespace GmailPlatform.WebApi.Console;

/// <summary>What a search of the history finds, to take away.</summary>
internal static class HistoryExportEndpoints
{
    public static void MapHistoryExport(this RouteGroupBuilder console) =>
        console.MapGet("/history/export", ExportSearchAsync).RequireAuthorization(ConsolePolicies.ReadHistory).Recorded(ConsoleAction.ExportedHistory);

    private static async Task<IResult> ExportSearchAsync([AsParameters] HistorySearch search, HttpContext http, IMediator mediator, CancellationToken ct, string? format = null)
    {
        var filters = new ConsoleFilters();
        var chosen = filters.Choice<ExportFormat>("format", format) ?? ExportFormat.Csv;
        if (filters.Failure is { } unreadable)
        {
            return ConsolePages.Failure(http, unreadable);
        }

        if (search.PageToken is not null)
        {
            return ConsolePages.Failure(http, CommonFailures.Validation("pageToken", "An export holds every page of the search. Leave the page token out."));
        }

        if (!(await search.ReadAsync(mediator, ct)).Succeeded(out var filter, out var failure)
            || !(await mediator.Send(new ExportSearch(filter), ct)).Succeeded(out var found, out failure))
        {
            return ConsolePages.Failure(http, failure);
        }

        return new FoundHistoryResult(found, asCsv: chosen is ExportFormat.Csv);
    }

    private enum ExportFormat
    {
        Csv,
        Ndjson,
    }
}
