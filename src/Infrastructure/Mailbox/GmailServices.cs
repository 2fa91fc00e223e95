using System.Net;
using System.Net.Http.Headers;
using GmailPlatform.Domain;
using Google.Apis.Gmail.v1;
using Google.Apis.Http;
using Google.Apis.Json;
using Google.Apis.Services;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>One Gmail client for all grants: connections are shared, and each request carries its own token.</summary>
internal sealed class GmailServices : IDisposable
{
    /// <summary>The largest message that Gmail takes, 35 MiB, as base64 in JSON, with room to spare.</summary>
    private const int LargestAnswer = 64 << 20;

    /// <summary>Bytes of an answer that says what went wrong.</summary>
    public const int LargestError = 1 << 20;

    /// <summary>Two for each message part within another; the library's own bound of 64 is met by mail that has been forwarded often.</summary>
    private const int DeepestJson = 128;

    private readonly SocketsHttpHandler _connections = new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    public GmailServices(IOptions<GoogleOptions> options)
    {
        Timeout = options.Value.GmailTimeout;
        var json = NewtonsoftJsonSerializer.CreateDefaultSettings();
        json.MaxDepth = DeepestJson;
        Gmail = new GmailService(new BaseClientService.Initializer
        {
            ApplicationName = "GmailPlatform",
            BaseUri = options.Value.Endpoints.GmailRoot,
            HttpClientFactory = new SharedConnections(_connections),
            // Callers decide what a repetition may cost; the library's own would be unseen.
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
            HttpClientTimeout = options.Value.GmailTimeout,
            Serializer = new NewtonsoftJsonSerializer(json),
        });
        Gmail.HttpClient.MaxResponseContentBufferSize = LargestAnswer;
        Streams = new HttpClient(_connections, disposeHandler: false)
        {
            BaseAddress = new Uri(Gmail.BaseUri),
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    public GmailService Gmail { get; }

    /// <summary>For what is too long to be held in memory. Whoever uses it sets the bound of time.</summary>
    public HttpClient Streams { get; }

    /// <summary>The longest that Gmail may keep us waiting.</summary>
    public TimeSpan Timeout { get; }

    public void Dispose()
    {
        Streams.Dispose();
        Gmail.Dispose();
        _connections.Dispose();
    }

    private sealed class SharedConnections(HttpMessageHandler handler) : HttpClientFactory
    {
        protected override HttpMessageHandler CreateHandler(CreateHttpClientArgs args) => handler;
    }
}

/// <summary>Puts a grant's token on one request (RFC 6750 section 2.1).</summary>
internal sealed class BearerToken(Secret accessToken) : IHttpExecuteInterceptor
{
    public Task InterceptAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken.Reveal());
        return Task.CompletedTask;
    }
}
