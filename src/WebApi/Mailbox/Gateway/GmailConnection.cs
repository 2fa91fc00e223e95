using System.Net;
using System.Net.Http.Headers;
using GmailPlatform.Application;
using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Where Gmail is.</summary>
/// <param name="Root">With a slash at its end.</param>
/// <param name="Timeout">How long Gmail, or the client, may keep the other waiting without a byte.</param>
internal sealed record GmailAddress(Uri Root, TimeSpan Timeout);

/// <summary>Connections to Gmail, shared by all calls of this node.</summary>
internal sealed class GmailConnection(GmailAddress gmail) : IDisposable
{
    private readonly HttpMessageInvoker _connections = new(new GoogleTimeHandler(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        // Google's compression is for the client to undo.
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    }));

    public Uri Root => gmail.Root;

    public IdleTimeout StartTimeout(CancellationToken ct) => new(gmail.Timeout, ct);

    /// <summary>Sends a request, and returns when the response headers have arrived.</summary>
    /// <param name="verb">HTTP method.</param>
    /// <param name="target">Path and query, without a leading slash.</param>
    /// <param name="headers">The checked headers.</param>
    /// <param name="content">Null for none.</param>
    /// <param name="token">The user's access token.</param>
    /// <param name="ct">Also cancels reading the response's body.</param>
    public Task<HttpResponseMessage> SendAsync(
        string verb, string target, IReadOnlyList<KeyValuePair<string, string>> headers, HttpContent? content, Secret token, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Parse(verb), new Uri(gmail.Root.AbsoluteUri + target))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = content,
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token.Reveal());
        foreach (var (name, value) in headers)
        {
            // Content headers need a body, if only an empty one.
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                (request.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
            }
        }

        return _connections.SendAsync(request, ct);
    }

    public void Dispose() => _connections.Dispose();
}
