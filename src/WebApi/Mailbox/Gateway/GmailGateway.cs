using System.Net;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.WebApi.Hosting;
using Yarp.ReverseProxy.Forwarder;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>
/// Forwards a client's call to Gmail with the grant's token in place of the API key, streaming both ways. A call whose token Gmail refuses is
/// repeated with newer ones where its body can be (<see cref="TokenRenewal"/>).
/// </summary>
internal sealed class GmailGateway(IHttpForwarder forwarder, GmailAddress gmail) : IDisposable
{
    /// <summary>Bytes of a body that is kept to be sent once more.</summary>
    private const int LargestKeptBody = 1 << 20;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Google's clients repeat an upload after a 503, and give up after a 401.</summary>
    private static readonly Failure TokenRenewed = GrantFailures.GoogleUnavailable with
    {
        Detail = "The access token ended while the body was sent. It has been renewed; send the request again.",
        RetryAfter = TimeSpan.FromSeconds(1),
    };

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

    private readonly ForwarderRequestConfig _config = new() { ActivityTimeout = gmail.Timeout };

    public async Task ForwardAsync(HttpContext http, GatewayCall call, IGrantAccess grants)
    {
        var access = await grants.GetAccessTokenAsync(call.Caller, call.GrantId, http.RequestAborted);
        if (!access.Succeeded(out var token, out var failure))
        {
            await http.WriteGoogleErrorAsync(failure);
            return;
        }

        var error = ForwarderError.None;
        failure = TryKeepBody(http.Request)
            ? await grants.CallAsync(call.Caller, call.GrantId, token, RepeatAsync, CancellationToken.None)
            : await OnceAsync(token);
        if (failure is not null)
        {
            http.Response.Clear();
            await http.WriteGoogleErrorAsync(failure);
            return;
        }

        if (error is not ForwarderError.None && !http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            var status = http.Response.StatusCode;
            http.Response.Clear();
            await (error is ForwarderError.RequestBodyClient
                ? http.WriteGoogleErrorAsync(CommonFailures.Validation("body", "The body is too large, or was broken off."), status)
                : http.WriteGoogleErrorAsync(GrantFailures.GoogleUnavailable with { RetryAfter = Pause }));
        }

        async Task<TokenOutcome> RepeatAsync(AccessToken current)
        {
            if (current != token)
            {
                http.Response.Clear();
                if (http.Request.Body.CanSeek)
                {
                    http.Request.Body.Position = 0;
                }
            }

            (error, var outcome) = await SendAsync(http, call, current);
            return outcome;
        }

        // The body is gone: the token is renewed for the client's next attempt.
        async Task<Failure?> OnceAsync(AccessToken current)
        {
            (error, var outcome) = await SendAsync(http, call, current);
            return outcome is TokenOutcome.Refused
                ? (await grants.ReplaceAccessTokenAsync(call.Caller, call.GrantId, current, CancellationToken.None)).Failure ?? TokenRenewed
                : null;
        }
    }

    public void Dispose() => _connections.Dispose();

    private async Task<(ForwarderError Error, TokenOutcome Outcome)> SendAsync(HttpContext http, GatewayCall call, AccessToken token)
    {
        var roots = new GatewayRoots(gmail.Root, call.GatewayRoot);
        var target = roots.ToGmail(call.Target, GatewayQuery.WithoutCredentials(http.Request.QueryString.Value));
        var transformer = new GmailTransformer(target, token.Value, roots);
        var error = await forwarder.SendAsync(http, gmail.Root.AbsoluteUri, _connections, _config, transformer);
        return (error, transformer.Outcome);
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
