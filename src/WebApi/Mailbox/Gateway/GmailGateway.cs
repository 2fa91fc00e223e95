using System.Net;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.WebApi.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>
/// Forwards a client's call to Gmail with the grant's token in place of the API key, streaming both ways. A token that Gmail does not take
/// gets one newer one; the call is repeated where its body can be.
/// </summary>
internal sealed class GmailGateway(IHttpForwarder forwarder, GmailAddress gmail) : IDisposable
{
    /// <summary>Bytes of a body that is kept to be sent once more.</summary>
    private const int LargestKeptBody = 1 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _connections = new(new SocketsHttpHandler
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
    });

    private readonly ForwarderRequestConfig _config = new() { ActivityTimeout = gmail.Timeout };

    public async Task ForwardAsync(HttpContext http, GatewayCall call, IGrantAccess grants)
    {
        var access = await grants.GetAccessTokenAsync(call.Caller, call.GrantId, http.RequestAborted);
        if (!access.Succeeded(out var token, out var failure))
        {
            await http.WriteGoogleErrorAsync(failure);
            return;
        }

        var canRepeat = TryKeepBody(http.Request);
        var (error, wasRejected) = await SendAsync(http, call, token, keepRejection: canRepeat);
        if (wasRejected)
        {
            var renewed = await grants.ReplaceAccessTokenAsync(call.Caller, call.GrantId, token, CancellationToken.None);
            if (!canRepeat)
            {
                // Gmail's own answer is on its way; the client's next call finds the newer token.
                return;
            }

            http.Response.Clear();
            if (!renewed.Succeeded(out token, out failure))
            {
                await http.WriteGoogleErrorAsync(failure);
                return;
            }

            if (http.Request.Body.CanSeek)
            {
                http.Request.Body.Position = 0;
            }

            (error, _) = await SendAsync(http, call, token, keepRejection: false);
        }

        if (error is not ForwarderError.None && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            var status = http.Response.StatusCode;
            http.Response.Clear();
            await (error is ForwarderError.RequestBodyClient
                ? http.WriteGoogleErrorAsync(CommonFailures.Validation("body", "The body is too large, or was broken off."), status)
                : http.WriteGoogleErrorAsync(GrantFailures.GoogleUnavailable with { RetryAfter = Pause }));
        }
    }

    public void Dispose() => _connections.Dispose();

    private async Task<(ForwarderError Error, bool TokenWasRejected)> SendAsync(HttpContext http, GatewayCall call, AccessToken token, bool keepRejection)
    {
        var roots = new GatewayRoots(gmail.Root, call.GatewayRoot);
        var target = roots.ToGmail(call.Target, GatewayQuery.WithoutCredentials(http.Request.QueryString.Value));
        var transformer = new GmailTransformer(target, token.Value, roots, keepRejection);
        var error = await forwarder.SendAsync(http, gmail.Root.AbsoluteUri, _connections, _config, transformer);
        return (error, transformer.TokenWasRejected);
    }

    /// <summary>Whether the request can be sent twice: it has no body, or a short one, which is kept.</summary>
    private static bool TryKeepBody(HttpRequest request)
    {
        if (request.ContentLength is 0 || (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding") && HttpProtocol.IsHttp11(request.Protocol)))
        {
            return true;
        }

        if (request.Body.CanSeek)
        {
            return true;
        }

        if (request.ContentLength is not <= LargestKeptBody)
        {
            return false;
        }

        request.EnableBuffering(LargestKeptBody, LargestKeptBody);
        return true;
    }
}

/// <summary>Where Gmail is.</summary>
/// <param name="Root">With a slash at its end.</param>
/// <param name="Timeout">How long Gmail, or the client, may keep the other waiting without a byte.</param>
internal sealed record GmailAddress(Uri Root, TimeSpan Timeout);
