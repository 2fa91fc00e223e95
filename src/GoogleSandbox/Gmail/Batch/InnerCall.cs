using System.Text;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.GoogleSandbox.Gmail.Batch;

/// <summary>A call of a batch as a request of its own, on the connection of the batch.</summary>
internal static class InnerCall
{
    /// <summary>Runs it, and answers status line, headers and body.</summary>
    public static async Task<byte[]> RunAsync(HttpContext outer, BatchItem item, RequestDelegate pipeline)
    {
        using var answer = new MemoryStream();
        var response = new ResponseFeature();
        await pipeline(Context(outer, item, response, answer));
        await response.StartAsync();
        response.Headers.ContentLength = answer.Length;
        var headers = response.Headers.Select(header => $"{header.Key}: {header.Value}\r\n");
        var head = $"HTTP/1.1 {response.StatusCode} {ReasonPhrases.GetReasonPhrase(response.StatusCode)}\r\n{string.Concat(headers)}\r\n";
        return [.. Encoding.Latin1.GetBytes(head), .. answer.ToArray()];
    }

    private static DefaultHttpContext Context(HttpContext outer, BatchItem item, ResponseFeature response, Stream answer)
    {
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(Request(outer.Request, item));
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        features.Set<IHttpMaxRequestBodySizeFeature>(new BodyIsHere());
        features.Set(outer.Features.Get<IHttpConnectionFeature>());
        features.Set(outer.Features.Get<IConnectionSocketFeature>());
        features.Set(outer.Features.Get<IHttpRequestLifetimeFeature>());
        return new DefaultHttpContext(features) { RequestServices = outer.RequestServices };
    }

    private static HttpRequestFeature Request(HttpRequest outer, BatchItem item) => new()
    {
        Protocol = outer.Protocol,
        Scheme = outer.Scheme,
        Method = item.Method,
        PathBase = outer.PathBase,
        Path = item.Path,
        QueryString = Merge(outer.Query, item.Query).ToUriComponent(),
        Headers = Merge(outer.Headers, item.Headers),
        Body = new MemoryStream(item.Body, writable: false),
    };

    // What the batch says goes for each call, unless the call says something else.
    private static QueryString Merge(IQueryCollection outer, QueryString inner)
    {
        var own = QueryHelpers.ParseQuery(inner.Value);
        return outer.Where(pair => !own.ContainsKey(pair.Key))
            .SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value)))
            .Aggregate(inner, (query, pair) => query.Add(pair.Key, pair.Value ?? ""));
    }

    private static HeaderDictionary Merge(IHeaderDictionary outer, HeaderDictionary inner)
    {
        var merged = new HeaderDictionary();
        foreach (var (name, value) in outer.Where(header => !header.Key.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)).Concat(inner))
        {
            merged[name] = value;
        }

        merged.Remove("Transfer-Encoding");
        return merged;
    }

    /// <summary>Runs what waits for the start of the answer, as a server does.</summary>
    private sealed class ResponseFeature : HttpResponseFeature
    {
        private readonly Stack<(Func<object, Task> Callback, object State)> _starting = [];

        public override void OnStarting(Func<object, Task> callback, object state) => _starting.Push((callback, state));

        public async Task StartAsync()
        {
            while (_starting.TryPop(out var next))
            {
                await next.Callback(next.State);
            }
        }
    }

    /// <summary>The whole body came with the batch.</summary>
    private sealed class BodyIsHere : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }
}
