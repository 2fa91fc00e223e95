using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Reads the call log and the counters, narrowed down so that parallel tests do not meet.</summary>
internal static class CallControl
{
    public static void MapCallControl(this IEndpointRouteBuilder sandbox)
    {
        sandbox.MapGet("/calls", List);
        sandbox.MapDelete("/calls", (CallLog log) =>
        {
            log.Clear();
            return Results.NoContent();
        });
        sandbox.MapGet("/counters", Count);
        sandbox.MapDelete("/counters", (CallCounters counters) =>
        {
            counters.Clear();
            return Results.NoContent();
        });
    }

    private static IResult List(string? endpoint, string? person, string? grantType, CallLog log, PeopleDirectory people)
    {
        // By subject, so that a changed address still finds the calls made before.
        var sub = people.Find(person)?.Sub;
        var calls = log.Where(call =>
            IsSelected(call.Endpoint, call.GrantType, endpoint, grantType)
            && (person is null || (sub is not null && call.PersonSub == sub)));
        return ControlAnswers.Ok(new { count = calls.Count, calls });
    }

    private static IResult Count(string? endpoint, string? grantType, int? status, CallCounters counters)
    {
        var selected = counters.All().FindAll(count =>
            IsSelected(count.Endpoint, count.GrantType, endpoint, grantType) && (status is null || count.Status == status));
        return ControlAnswers.Ok(new { count = selected.Sum(count => count.Count), counters = selected });
    }

    private static bool IsSelected(string callEndpoint, string? callGrantType, string? endpoint, string? grantType) =>
        (endpoint is null || new EndpointName(callEndpoint).IsSelectedBy(endpoint)) && (grantType is null || callGrantType == grantType);
}
