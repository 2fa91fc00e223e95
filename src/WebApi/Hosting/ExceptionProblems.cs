using GmailPlatform.Application;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting.Requests;
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
            await httpContext.WriteProblemAsync(UnreadableRequest.Describe(unreadable), unreadable.StatusCode);
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

        if (exception is ForgedDataException forged)
        {
            await httpContext.WriteProblemAsync(forged.Failure);
            return true;
        }

        if (outages.Describe(exception) is { } outage)
        {
            logger.LogWarning("A request met an outage: {Code} {Method} {Route}: {Cause}", outage.Code, httpContext.Request.Method, httpContext.RouteText(), CauseOf(exception));
            await httpContext.WriteProblemAsync(outage);
            return true;
        }

        logger.LogError(exception, "A request failed: {Method} {Route}.", httpContext.Request.Method, httpContext.RouteText());
        await httpContext.WriteProblemAsync(
            new Failure("internal_error", FailureKind.Unavailable, "Something is wrong with this server. Its operator finds it by the trace id."),
            StatusCodes.Status500InternalServerError);
        return true;
    }

    private static string CauseOf(Exception e) => e.GetBaseException().Message.ReplaceLineEndings(" ");
}
