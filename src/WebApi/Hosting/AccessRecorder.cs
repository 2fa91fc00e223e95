using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Console;
using GmailPlatform.WebApi.Console.SignIn;
using MediatR;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>Says on an endpoint that its use by a person is written down.</summary>
internal sealed record RecordsAccess(ConsoleAction Action);

internal static class AccessRecording
{
    /// <summary>Writes down who comes and what about, before anything is done or shown; when that fails, so does the request.</summary>
    public static RouteHandlerBuilder Recorded(this RouteHandlerBuilder endpoint, ConsoleAction action) => endpoint
        .WithMetadata(new RecordsAccess(action))
        .AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            var record = new RecordConsoleAccess(ConsoleIdentity.CallerOf(http.User), action, SubjectOf(http.Request));
            var recorded = await http.RequestServices.GetRequiredService<IMediator>().Send(record, http.RequestAborted);
            return recorded.Succeeded(out _, out var failure) ? await next(context) : failure.ToProblem();
        });

    /// <summary>The ids of the path; else the names of the filters, whose values may be somebody's address.</summary>
    private static string? SubjectOf(HttpRequest request)
    {
        IEnumerable<string> ids = [.. request.RouteValues.Values.OfType<string>()];
        IEnumerable<string> filters = request.Query.Where(filter => !string.IsNullOrEmpty(filter.Value)).Select(filter => filter.Key).Order(StringComparer.Ordinal);
        var subject = string.Join(' ', ids.Any() ? ids : filters);
        return subject.Length == 0 ? null : subject[..Math.Min(subject.Length, LongestSubject)];
    }

    private const int LongestSubject = 200;
}
