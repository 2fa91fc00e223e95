using GmailPlatform.Domain;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>Says how many bytes of memory and disk an endpoint needs for a byte of a body, however large the body.</summary>
internal interface IBodyCost
{
    /// <summary>0 where the body is not kept.</summary>
    int WeightOf(HttpRequest request);
}

/// <summary>Says whether the caller may do what the body asks for, before it is read.</summary>
internal interface IChecksBeforeBody
{
    Task<Failure?> FindRefusalAsync(HttpContext http);
}

/// <summary>
/// Decides between authorization and the endpoint whether a request's body is worth reading: its rights first, then its encoding, then room for it. What
/// is refused here was not read; Kestrel drains it for a few seconds so that the connection can be used again, or closes the connection.
/// </summary>
internal sealed class BodyAdmission(BodyBudget budget)
{
    /// <summary>Bytes: Kestrel refuses a larger body, whatever the endpoint, when it is read.</summary>
    private const long LargestKept = 48 << 20;

    public Task AdmitAsync(HttpContext http, RequestDelegate next) =>
        http.GetEndpoint()?.Metadata is { } metadata && http.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false }
            ? CheckAsync(http, next, metadata)
            : next(http);

    private async Task CheckAsync(HttpContext http, RequestDelegate next, EndpointMetadataCollection metadata)
    {
        if (metadata.GetMetadata<IChecksBeforeBody>() is { } check && await check.FindRefusalAsync(http) is { } refusal)
        {
            await http.WriteProblemAsync(refusal);
            return;
        }

        // Google's own endpoints expand what is compressed, and bound it.
        if (metadata.GetMetadata<AnswersLikeGoogle>() is null && IsCompressed(http.Request))
        {
            await http.WriteProblemAsync(
                CommonFailures.Validation("Content-Encoding", "Send the body uncompressed."), StatusCodes.Status415UnsupportedMediaType);
            return;
        }

        await AdmitAsync(http, next, metadata.GetMetadata<IBodyCost>()?.WeightOf(http.Request) ?? 0);
    }

    private async Task AdmitAsync(HttpContext http, RequestDelegate next, int weight)
    {
        if (weight == 0)
        {
            await next(http);
            return;
        }

        using var allowance = new BodyAllowance(budget, ApiKeyAuthentication.CallerOf(http.User).Tenant, weight);
        if (http.Request.ContentLength is { } length)
        {
            if (!allowance.TryReserve(Math.Min(length, LargestKept)))
            {
                await http.WriteProblemAsync(LimitFailures.Bodies);
                return;
            }
        }
        else
        {
            http.Request.Body = new BudgetedStream(http.Request.Body, allowance);
        }

        await next(http);
    }

    private static bool IsCompressed(HttpRequest request) =>
        request.Headers.ContentEncoding is { Count: > 0 } encodings && !StringValues.Equals(encodings, "identity");
}
