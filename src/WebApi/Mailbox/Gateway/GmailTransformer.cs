using System.Net;
using System.Net.Http.Headers;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Makes a client's request one of ours to Gmail, and Gmail's answer one of ours to the client.</summary>
/// <param name="target">Where the request goes.</param>
/// <param name="accessToken">The user's, in place of the API key.</param>
/// <param name="roots">Gmail's address and the gateway's own.</param>
internal sealed class GmailTransformer(Uri target, Secret accessToken, GatewayRoots roots) : HttpTransformer
{
    /// <summary>Would make a call of another kind out of one that was let pass.</summary>
    public const string MethodOverride = "X-HTTP-Method-Override";

    /// <summary>The client's credentials, what its browser or a proxy added, and our own trace: none of Google's business.</summary>
    private static readonly string[] OursOnly =
    [
        HeaderNames.Authorization, HeaderNames.Cookie, HeaderNames.Origin, HeaderNames.Referer, HeaderNames.TraceParent, HeaderNames.TraceState, "Baggage",
        "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Real-IP", "X-Goog-Api-Key", "X-Goog-User-Project",
        MethodOverride,
    ];

    /// <summary>What Google says of its own address, and not of this one.</summary>
    private static readonly string[] GooglesOnly = [HeaderNames.SetCookie, HeaderNames.AltSvc, HeaderNames.StrictTransportSecurity, HeaderNames.Server];

    /// <summary>What Gmail's answer says of the token. A 401 is kept from the client.</summary>
    public TokenOutcome Outcome { get; private set; } = TokenOutcome.Unknown;

    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        foreach (var name in OursOnly)
        {
            proxyRequest.Headers.Remove(name);
        }

        proxyRequest.RequestUri = target;
        proxyRequest.Headers.Host = null;
        proxyRequest.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken.Reveal());
    }

    public override async ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        Outcome = proxyResponse?.StatusCode switch
        {
            HttpStatusCode.Unauthorized => TokenOutcome.Refused,
            null or >= HttpStatusCode.InternalServerError => TokenOutcome.Unknown,
            _ => TokenOutcome.Accepted,
        };
        if (Outcome is TokenOutcome.Refused)
        {
            return false;
        }

        await base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
        var headers = httpContext.Response.Headers;
        foreach (var name in GooglesOnly)
        {
            headers.Remove(name);
        }

        // Where a resumable upload goes on.
        if (roots.ToGateway(headers.Location) is { } location)
        {
            headers.Location = location;
        }

        return true;
    }
}

/// <summary>The same place as Google and as the client names it.</summary>
/// <param name="Gmail">With a slash at its end.</param>
/// <param name="Gateway">Without one.</param>
internal sealed record GatewayRoots(Uri Gmail, string Gateway)
{
    public Uri ToGmail(GatewayTarget path, string query) => new(Gmail, path.Path + query);

    /// <summary>Null for an address that is none of Gmail's.</summary>
    public string? ToGateway(StringValues address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && Gmail.IsBaseOf(uri) ? $"{Gateway}/{Gmail.MakeRelativeUri(uri)}" : null;
}
