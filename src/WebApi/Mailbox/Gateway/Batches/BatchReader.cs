using GmailPlatform.Domain;
using GmailPlatform.WebApi.Mailbox.Gateway.Calls;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>A batch before its body is read.</summary>
/// <param name="Boundary">The boundary of the client's parts.</param>
/// <param name="Query">Parameters that apply to every call in it.</param>
/// <param name="Headers">Headers that apply to every call in it.</param>
internal sealed record BatchEnvelope(string Boundary, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers);

/// <summary>Reads batches (Gmail guide, "Batch requests").</summary>
internal static class BatchReader
{
    /// <summary>Google's guide names the second path; generated clients use the first.</summary>
    private static readonly string[] Paths = ["batch", "batch/gmail/v1"];

    /// <summary>Whether a path is one of those for batches.</summary>
    /// <param name="path">Below the gateway's mount, without a leading slash.</param>
    public static bool IsBatch(string path) => Paths.Contains(path, StringComparer.Ordinal);

    public static Result<BatchEnvelope> ReadEnvelope(HttpRequest request)
    {
        if (!HttpMethods.IsPost(request.Method))
        {
            return CommonFailures.NotFound with { Detail = "Send a batch with POST." };
        }

        if (!StringValues.IsNullOrEmpty(request.Headers.ContentEncoding))
        {
            return CallFailures.Invalid("Send the batch uncompressed.");
        }

        return MultipartText.ReadBoundary(request.ContentType).Succeeded(out var boundary, out var failure)
            && GmailQuery.Rewrite(request.QueryString.Value).Succeeded(out var query, out failure)
            && RequestHeaders.ReadOfBatch(request.Headers).Succeeded(out var headers, out failure)
                ? new BatchEnvelope(boundary, query, headers)
                : failure;
    }

    public static async Task<Result<List<BatchPart>>> ReadPartsAsync(HttpRequest request, BatchEnvelope envelope, GatewayMount mount, CancellationToken ct)
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = BatchLimits.Body;
        }

        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        return MultipartText.Split(body.GetBuffer().AsMemory(0, (int)body.Length), envelope.Boundary).Succeeded(out var parts, out var failure)
            ? parts.ConvertAll(part => BatchPart.Read(part, mount))
            : failure;
    }
}
