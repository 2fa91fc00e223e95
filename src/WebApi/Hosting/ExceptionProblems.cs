using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using Microsoft.AspNetCore.Diagnostics;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>
/// Turns a request that could not be read into <c>validation_failed</c>, an outage and a missing sealing key into what to do about it, and a
/// bug into an answer that tells nothing but its trace id.
/// </summary>
internal sealed class ExceptionProblems(IOutages outages, ILogger<ExceptionProblems> logger) : IExceptionHandler
{
    private const int ClientClosedRequest = 499;

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is BadHttpRequestException unreadable)
        {
            await httpContext.WriteProblemAsync(Describe(unreadable), unreadable.StatusCode);
            return true;
        }

        if (httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        if (exception is SealingKeyMissingException missing)
        {
            await httpContext.WriteProblemAsync(missing.Failure);
            return true;
        }

        if (outages.Describe(exception) is { } outage)
        {
            logger.LogWarning("A request met an outage: {Code} {Method} {Path}.", outage.Code, httpContext.Request.Method, httpContext.Request.Path);
            await httpContext.WriteProblemAsync(outage);
            return true;
        }

        logger.LogError(exception, "A request failed: {Method} {Path}.", httpContext.Request.Method, httpContext.Request.Path);
        await httpContext.WriteProblemAsync(
            new Failure("internal_error", FailureKind.Unavailable, "Something is wrong with this server. Its operator finds it by the trace id."),
            StatusCodes.Status500InternalServerError);
        return true;
    }

    private static Failure Describe(BadHttpRequestException e) => e switch
    {
        { InnerException: JsonException json } => CommonFailures.Validation(FieldOf(json), "The JSON cannot be read here: a field is missing, unknown or of another type."),
        { StatusCode: StatusCodes.Status413PayloadTooLarge } => CommonFailures.Validation("body", "The body is too large."),
        { StatusCode: StatusCodes.Status415UnsupportedMediaType } => CommonFailures.Validation("body", "Send the body in a form that the reference names for this call: application/json for most."),
        _ => CommonFailures.Validation("request", e.Message),
    };

    /// <summary>The field that a JSON path such as <c>$.scopes[0]</c> leads to.</summary>
    private static string FieldOf(JsonException e) => e.Path?.TrimStart('$', '.') is { Length: > 0 } field ? field : "body";
}
