using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Hosting;

/// <summary>The one place where a failure becomes an HTTP answer: problem details (RFC 9457) with a stable <c>code</c>.</summary>
internal static class Problems
{
    public const string UrnPrefix = "urn:gmailplatform:problem:";

    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(5);

    public static ProblemHttpResult ToProblem(this Failure failure, int? statusCode = null) => TypedResults.Problem(
        type: UrnPrefix + failure.Code,
        title: failure.Code.Replace('_', ' '),
        detail: failure.Detail,
        statusCode: statusCode ?? StatusOf(failure),
        extensions: Extensions(failure));

    /// <summary>Answers a problem from a middleware, in the form that the endpoint's clients read.</summary>
    public static async Task WriteProblemAsync(this HttpContext http, Failure failure, int? statusCode = null)
    {
        await http.WriteAsync(failure, statusCode);
        // Sent before the rest of an unread body is drained, which takes seconds.
        await http.Response.CompleteAsync();
    }

    private static Task WriteAsync(this HttpContext http, Failure failure, int? statusCode)
    {
        // What answers exceptions has taken the endpoint away.
        var endpoint = http.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<AnswersWithPages>() is { } pages)
        {
            return pages.WriteAsync(http, failure, statusCode ?? StatusOf(failure));
        }

        return endpoint?.Metadata.GetMetadata<AnswersLikeGoogle>() is null
            ? failure.ToProblem(statusCode).ExecuteAsync(http)
            : http.WriteGoogleErrorAsync(failure, statusCode);
    }

    public static int StatusOf(Failure failure) => failure.Kind switch
    {
        FailureKind.InvalidRequest => StatusCodes.Status400BadRequest,
        FailureKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        FailureKind.Forbidden => StatusCodes.Status403Forbidden,
        FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.Conflict => StatusCodes.Status409Conflict,
        FailureKind.Gone => StatusCodes.Status410Gone,
        FailureKind.ConsentIncomplete => StatusCodes.Status422UnprocessableEntity,
        FailureKind.RateLimited => StatusCodes.Status429TooManyRequests,
        FailureKind.UnusableAnswer => StatusCodes.Status502BadGateway,
        FailureKind.Unavailable or FailureKind.OperatorNeeded => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure.Kind, "A failure of no known kind."),
    };

    private static Dictionary<string, object?> Extensions(Failure failure)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = failure.Code };
        if (failure.AuthorizationUrl is { } url)
        {
            extensions["authorizationUrl"] = url;
        }

        if (failure.Reason is { } reason)
        {
            extensions["reason"] = reason;
        }

        if (failure.ProviderDescription is { } description)
        {
            extensions["googleErrorDescription"] = description;
        }

        if (failure.MissingScopes.Count > 0)
        {
            extensions["missingScopes"] = failure.MissingScopes;
        }

        if (failure.Errors.Count > 0)
        {
            extensions["errors"] = failure.Errors;
        }

        if (WaitOf(failure) is { } wait)
        {
            extensions[RetryAfterExtension] = (int)Math.Ceiling(wait.TotalSeconds);
        }

        return extensions;
    }

    /// <summary>Whoever is told to try later is told when, also where Google does not say.</summary>
    public static TimeSpan? WaitOf(Failure failure) => failure.RetryAfter
        ?? (failure.Code == GrantFailures.GoogleUnavailable.Code || failure.Code == GrantFailures.GoogleRateLimited.Code ? UsualWait : null);

    /// <summary>Also sent as the header <c>Retry-After</c>.</summary>
    private const string RetryAfterExtension = "retryAfter";

    /// <summary>What every problem gets, whoever writes it: the trace id, a code, and the <c>Retry-After</c> header.</summary>
    public static void Customize(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions["traceId"] = context.HttpContext.TraceId();
        if (!problem.Extensions.ContainsKey("code"))
        {
            var code = CodeOf(problem.Status);
            problem.Extensions["code"] = code;
            problem.Type = UrnPrefix + code;
        }

        if (problem.Extensions.TryGetValue(RetryAfterExtension, out var seconds))
        {
            context.HttpContext.Response.Headers.RetryAfter = seconds?.ToString();
        }
    }

    private static string CodeOf(int? status) => status switch
    {
        StatusCodes.Status401Unauthorized => "unauthenticated",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        >= 400 and < 500 => "validation_failed",
        _ => "internal_error",
    };
}
