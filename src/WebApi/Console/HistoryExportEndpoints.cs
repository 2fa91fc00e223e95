using GmailPlatform.Application.Audit;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Tenancy;
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

    private static async Task<IResult> ExportSearchAsync([AsParameters] HistoryQuery query, HttpContext http, IMediator mediator, CancellationToken ct, string format = Csv) =>
        (await mediator.Send(new ExportSearch(query.ToFilter()), ct)).Succeeded(out var found, out var failure)
            ? new FoundHistoryResult(found, asCsv: format is Csv)
            : ConsolePages.Failure(http, failure);
}

/// <summary>The fields of a search, as they stand in an address; see <see cref="HistoryFilter"/>.</summary>
internal sealed record HistoryQuery(
    Guid? Tenant = null,
    string? Person = null,
    Guid? GrantId = null,
    string? Type = null,
    string? Reason = null,
    string? Actor = null,
    string? ApiKey = null,
    string? CorrelationId = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Until = null)
{
    public HistoryFilter ToFilter() => new()
    {
        Tenant = Tenant is { } tenant ? new TenantId(tenant) : null,
        Person = Person,
        GrantId = GrantId,
        EventType = Type,
        Reason = Reason,
        Actor = Actor,
        ApiKey = ApiKey,
        CorrelationId = CorrelationId,
        From = From,
        Until = Until,
    };
}
