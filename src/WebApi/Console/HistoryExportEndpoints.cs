using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Audit;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Hosting;
using MediatR;

namespace GmailPlatform.WebApi.Console;

/// <summary>What a search of the history finds, to take away.</summary>
internal static class HistoryExportEndpoints
{
    private const string Csv = "csv";

    public static void MapHistoryExport(this RouteGroupBuilder console) =>
        console.MapGet("/history/export", ExportSearchAsync).RequireAuthorization(ConsolePolicies.ReadHistory).Recorded(ConsoleAction.ExportedHistory);

    private static async Task<IResult> ExportSearchAsync([AsParameters] HistorySearch search, HttpContext http, IMediator mediator, CancellationToken ct, string format = Csv) =>
        (await mediator.Send(new ExportSearch(search.ToFilter()), ct)).Succeeded(out var found, out var failure)
            ? new FoundHistoryResult(found, asCsv: format is Csv)
            : ConsolePages.Failure(http, failure);
}
