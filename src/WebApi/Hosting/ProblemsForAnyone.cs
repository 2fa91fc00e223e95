using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>
/// Writes the problems of clients that accept something else, such as lines of JSON or a message: the framework's own writer leaves those out, and with
/// them the trace id and <c>Retry-After</c>. RFC 9110 section 12.5.1 lets a server answer in a form that was not asked for.
/// </summary>
internal sealed class ProblemsForAnyone(IOptions<ProblemDetailsOptions> problems, IOptions<JsonOptions> json) : IProblemDetailsWriter
{
    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        problem.Status ??= http.Response.StatusCode;
        problem.Title ??= ReasonPhrases.GetReasonPhrase(problem.Status.Value);
        problems.Value.CustomizeProblemDetails?.Invoke(context);
        await http.Response.WriteAsJsonAsync(problem, json.Value.SerializerOptions, "application/problem+json", http.RequestAborted);
    }
}
