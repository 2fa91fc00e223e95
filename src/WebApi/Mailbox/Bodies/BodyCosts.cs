using GmailPlatform.WebApi.Hosting.Limits;

namespace GmailPlatform.WebApi.Mailbox.Bodies;

/// <summary>What a message costs while its request lasts.</summary>
internal sealed class MessageBodyCost : IBodyCost
{
    /// <summary>JSON is read, taken apart and copied in memory; other bodies are spooled as they are.</summary>
    private const int OfJson = 4;

    public int WeightOf(HttpRequest request) => request.HasJsonContentType() ? OfJson : 1;
}

/// <summary>What a call through the gateway costs: batches are taken apart in memory, short bodies are kept to be sent again, the rest streams through.</summary>
internal sealed class GatewayBodyCost : IBodyCost, IHasRequestKind
{
    private const int OfBatch = 4;

    /// <summary>Bytes of a body that is kept.</summary>
    private const long LargestKept = 1 << 20;

    public int WeightOf(HttpRequest request) => IsBatch(request) ? OfBatch : request.ContentLength <= LargestKept ? 1 : 0;

    public RequestKind KindOf(HttpRequest request) => IsBatch(request) ? RequestKind.Batch : RequestKind.Call;

    private static bool IsBatch(HttpRequest request) =>
        request.ContentType?.StartsWith("multipart/mixed", StringComparison.OrdinalIgnoreCase) is true
        && request.Path.Value!.Contains("/batch", StringComparison.OrdinalIgnoreCase);
}
