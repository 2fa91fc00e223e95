using System.Globalization;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.Gmail;
using GmailPlatform.GoogleSandbox.OAuth;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Lets a call meet the fault that was armed for it.</summary>
internal sealed class FaultInjector(RequestDelegate next, FaultBook faults, QuotaMeters quota)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<OpenCall>() is { } call && faults.Take(call.Identity) is { } fault
            ? MeetAsync(context, fault, call)
            : next(context);

    private async Task MeetAsync(HttpContext context, Fault fault, OpenCall call)
    {
        var answer = fault.AfterEffect ? await AnswerBuffer.RunAsync(context, next) : null;
        if (fault.DelayMs is { } delay)
        {
            await faults.DelayAsync(fault, TimeSpan.FromMilliseconds(delay), context.RequestAborted);
        }

        if (answer is not null && fault.Status is null)
        {
            await context.Response.Body.WriteAsync(answer, context.RequestAborted);
            return;
        }

        if (answer is not null)
        {
            context.Response.Clear();
        }

        if (fault.Break is not null)
        {
            await BrokenConnection.RunAsync(context, next, fault, call);
        }
        else if (fault.Garble is { } way)
        {
            await AnswerGarble.RunAsync(context, next, way);
        }
        else if (fault.Raw is not null)
        {
            await RawAnswer.RunAsync(context, fault);
        }
        else if (fault.Status is { } status)
        {
            await AnswerAsync(context, fault, status, new EndpointName(call.Identity.Endpoint));
        }
        else if (fault.Body is not null)
        {
            await AnswerAsync(context, fault, StatusCodes.Status200OK, new EndpointName(call.Identity.Endpoint));
        }
        else if (fault.TweaksAnswer)
        {
            await AnswerTweak.RunAsync(context, next, fault);
        }
        else if (fault.UnitsPerMinute is not null && !quota.TrySpend(fault, call.Identity))
        {
            await GmailErrors.QuotaExceeded.ExecuteAsync(context);
        }
        else
        {
            await next(context);
        }
    }

    private static Task AnswerAsync(HttpContext context, Fault fault, int status, EndpointName endpoint)
    {
        if (fault.RetryAfter is { } retryAfter)
        {
            context.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
        }

        return fault.Body is { } body
            ? WriteAsync(context, fault, status, body)
            : UsualError(endpoint, status).ExecuteAsync(context);
    }

    private static Task WriteAsync(HttpContext context, Fault fault, int status, JsonElement body)
    {
        var isText = body.ValueKind == JsonValueKind.String;
        context.Response.StatusCode = status;
        context.Response.ContentType = fault.ContentType ?? (isText ? "text/html; charset=UTF-8" : "application/json; charset=UTF-8");
        return context.Response.WriteAsync(isText ? body.GetString()! : body.GetRawText(), context.RequestAborted);
    }

    private static IResult UsualError(EndpointName endpoint, int status) => endpoint is { IsGmail: true } or { Value: EndpointName.Batch }
        ? GmailErrors.ForStatus(status)
        : new OAuthError(status, "internal_failure", "Backend Error").ToResult();
}
