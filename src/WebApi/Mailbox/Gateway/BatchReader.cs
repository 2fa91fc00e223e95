using GmailPlatform.Domain;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Reads a batch, whose parts carry the gateway's paths and the API key, into one for Gmail (Gmail guide, "Batch requests").</summary>
internal static class BatchReader
{
    /// <summary>What Google takes in one batch.</summary>
    private const int MostParts = 100;

    /// <summary>Bytes: a batch carries no uploads.</summary>
    private const int LargestPart = 1 << 20;

    private const int LongestBoundary = 70;

    public static async Task<Result<BatchBody>> ReadAsync(HttpRequest request, string gatewayPath, CancellationToken ct)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals("multipart/mixed", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= LongestBoundary } boundary
            || !StringValues.IsNullOrEmpty(request.Headers.ContentEncoding))
        {
            return Invalid("A batch is multipart/mixed with a boundary, and is not compressed.");
        }

        try
        {
            return await ReadPartsAsync(new MultipartReader(boundary.Value!, request.Body) { BodyLengthLimit = LargestPart }, boundary.Value!, gatewayPath, ct);
        }
        catch (Exception e) when (e is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return Invalid($"The batch cannot be read: it is broken off, or a part is larger than {LargestPart} bytes.");
        }
    }

    private static async Task<Result<BatchBody>> ReadPartsAsync(MultipartReader reader, string boundary, string gatewayPath, CancellationToken ct)
    {
        var parts = new List<BatchPart>();
        while (await reader.ReadNextSectionAsync(ct) is { } section)
        {
            if (parts.Count == MostParts)
            {
                return Invalid($"A batch has at most {MostParts} calls.");
            }

            using var body = new MemoryStream();
            await section.Body.CopyToAsync(body, ct);
            var contentId = section.Headers is { } headers && headers.TryGetValue("Content-ID", out var id) ? id.ToString() : null;
            if (!BatchPart.Read(contentId, body.ToArray(), gatewayPath).Succeeded(out var part, out var failure))
            {
                return failure;
            }

            parts.Add(part);
        }

        return parts.Count == 0 ? Invalid("The batch holds no call.") : new BatchBody(boundary, parts);
    }

    private static Failure Invalid(string message) => CommonFailures.Validation("body", message) with { Detail = message };
}
