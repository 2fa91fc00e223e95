using GmailPlatform.Domain;
using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Hosting.Pages;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;

namespace GmailPlatform.WebApi.Hosting.Requests;

/// <summary>Writes the response where no endpoint did: a page for a browser, a problem for a program.</summary>
internal static class UnansweredRequests
{
    public static IApplicationBuilder UseUnansweredRequests(this IApplicationBuilder app) => app.UseWhen(
        static http => http.GetEndpoint()?.Metadata.GetMetadata<ISkipStatusCodePagesMetadata>() is null,
        static answered => answered.UseStatusCodePages(AnswerAsync));

    private static Task AnswerAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        var status = http.Response.StatusCode;
        var failure = FailureOf(status, http.Response.Headers.Allow.ToString(), http.Request.Method);
        return status is StatusCodes.Status404NotFound or StatusCodes.Status405MethodNotAllowed && http.WantsPage() && !http.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
            ? ConsolePages.Show<UnknownAddressPage>(new { TraceId = http.TraceId() }, status).ExecuteAsync(http)
            : http.WriteProblemAsync(failure, status);
    }

    private static Failure FailureOf(int status, string allowed, string method) => status switch
    {
        StatusCodes.Status401Unauthorized => new("unauthenticated", FailureKind.Unauthenticated, "Send credentials with this request."),
        StatusCodes.Status403Forbidden => new("forbidden", FailureKind.Forbidden, "This request is not allowed."),
        StatusCodes.Status404NotFound => new("not_found", FailureKind.NotFound, "There is nothing at this address. The API is described at /docs."),
        StatusCodes.Status405MethodNotAllowed => new("method_not_allowed", FailureKind.InvalidRequest, $"This address does not support {method}. Use {allowed}."),
        StatusCodes.Status413PayloadTooLarge => UnreadableRequest.TooLarge,
        StatusCodes.Status415UnsupportedMediaType => CommonFailures.Validation("body", "Send the body in a form that the reference names for this call: application/json for most."),
        < StatusCodes.Status500InternalServerError => CommonFailures.Validation("request", "The request is not valid. The API is described at /docs."),
        _ => new("internal_error", FailureKind.Unavailable, "Something is wrong with this server. Its operator finds it by the trace id."),
    };
}
