using System.Globalization;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Grants.Pages;

/// <summary>A page for a person; the same as JSON for a program that asks for that.</summary>
internal static class PageResults
{
    public static RazorComponentResult<TPage> Page<TPage>(object parameters, int statusCode = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new(parameters) { StatusCode = statusCode, PreventStreamingRendering = true };

    public static IResult Connected(this HttpContext http, ConnectedGrant grant) =>
        http.WantsJson() ? TypedResults.Ok(ConnectedGrantResponse.Of(grant)) : Page<ConnectedPage>(new { Grant = grant });

    /// <summary>Says what happened, and leads on where something can be done.</summary>
    public static IResult ConsentFailure(this HttpContext http, Failure failure, int? statusCode = null)
    {
        if (http.WantsJson())
        {
            return failure.ToProblem(statusCode);
        }

        if (Problems.WaitOf(failure) is { } wait)
        {
            http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return Page<ConsentFailedPage>(new { Failure = failure, TraceId = http.TraceId() }, statusCode ?? Problems.StatusOf(failure));
    }

    private static bool WantsJson(this HttpContext http)
    {
        var accept = http.Request.Headers.Accept.ToString();
        return accept.Contains("json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }
}
