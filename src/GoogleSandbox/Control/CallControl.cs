using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Reads the call log, narrowed down so that parallel tests do not meet.</summary>
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
    }

    private static IResult List(string? endpoint, string? person, string? grantType, CallLog log, PeopleDirectory people)
    {
        // By subject, so that a changed address still finds the calls made before.
        var sub = people.Find(person)?.Sub;
        var calls = log.Where(call =>
            (endpoint is null || new EndpointName(call.Endpoint).IsSelectedBy(endpoint))
            && (person is null || (sub is not null && call.PersonSub == sub))
            && (grantType is null || call.GrantType == grantType));
        return ControlAnswers.Ok(new { count = calls.Count, calls });
    }
}
