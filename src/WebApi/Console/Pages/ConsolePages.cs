using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Console.Pages;

/// <summary>A page for a person; where something failed, the same as a problem for a program that asks for JSON.</summary>
internal static class ConsolePages
{
    public static RazorComponentResult<TPage> Show<TPage>(object parameters, int statusCode = StatusCodes.Status200OK)
        where TPage : IComponent =>
        new(parameters) { StatusCode = statusCode, PreventStreamingRendering = true };

    public static IResult Failure(HttpContext http, Failure failure, int? statusCode = null) => http.WantsPage()
        ? Show<FailurePage>(new { Failure = failure, TraceId = http.TraceId() }, statusCode ?? Problems.StatusOf(failure))
        : failure.ToProblem(statusCode);

    public static Task WriteFailureAsync(HttpContext http, Failure failure, int statusCode) => Failure(http, failure, statusCode).ExecuteAsync(http);

    /// <summary>After a form: a reload must not send it again (RFC 9110 section 15.4.4).</summary>
    public static IResult SeeOther(string path) => new SeeOtherResult(path);

    public static bool WantsPage(this HttpContext http) => http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private sealed class SeeOtherResult(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = path;
            return Task.CompletedTask;
        }
    }
}
