using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Mailbox.Gateway.Calls;
using GmailPlatform.WebApi.Mailbox.Gateway.Responses;
using Microsoft.AspNetCore.Http.Features;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>
/// Forwards a client's call with the grant's token in place of the API key, streaming both ways. A call whose token Gmail refuses is repeated
/// with newer ones if its body can be resent (<see cref="TokenRenewal"/>).
/// </summary>
internal sealed class SingleCalls(GmailConnection gmail, IGrantAccess grants, IQuota quota, PublicAddress address)
{
    /// <summary>Bytes of a body that is buffered to be resent.</summary>
    private const int LargestKeptBody = 1 << 20;

    /// <summary>Bytes that Gmail takes in an upload of <c>messages.insert</c> and <c>messages.import</c>, 150 MiB, and what surrounds it.</summary>
    private const long LargestUpload = (150 << 20) + (1 << 20);

    /// <summary>Bytes of a call with a message of 35 MiB in base64url, the largest that may be sent, and what surrounds it.</summary>
    private const long LargestJson = 48 << 20;

    /// <summary>Google's clients retry an upload after a 503, and give up after a 401.</summary>
    private static readonly Failure TokenRenewed = GrantFailures.GoogleUnavailable with
    {
        Detail = "The access token expired while the body was sent. It has been renewed; send the request again.",
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    public async Task HandleAsync(HttpContext http, GatewayMount mount, string path)
    {
        var exchange = new GatewayExchange(http, mount, grants, quota, new GatewayRoots(gmail.Root, address, http.Request, mount));
        var read = SingleCall.Read(http.Request, path);
        if (!read.Succeeded(out var call, out var failure))
        {
            await http.WriteGoogleErrorAsync(failure);
            return;
        }

        var access = await AuthorizeAsync(exchange, call);
        if (!access.Succeeded(out var token, out failure))
        {
            await http.WriteGoogleErrorAsync(failure);
            return;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = call.Path.IsUpload ? LargestUpload : LargestJson;
        }

        failure = call.ContentType is null || TryKeepBody(http.Request)
            ? await exchange.CallAsync(token, current => RepeatAsync(exchange, call, current))
            : await OnceAsync(exchange, call, token);
        if (failure is not null)
        {
            await http.WriteGoogleErrorAsync(failure);
        }
    }

    /// <summary>Checks rights and quota, and returns the token for the call.</summary>
    private async Task<Result<AccessToken>> AuthorizeAsync(GatewayExchange exchange, GmailCall call)
    {
        if (await exchange.Policy.RefusalAsync(call, exchange.Http.RequestAborted) is { } refusal)
        {
            return refusal;
        }

        var access = await exchange.GetTokenAsync();
        if (!access.Succeeded(out _, out _))
        {
            return access;
        }

        return await exchange.TakeQuotaAsync(call.ContinuesUpload ? 0 : quota.CostOf(call.Method.QuotaName)) is { } usedUp ? usedUp : access;
    }

    private Task<TokenOutcome> RepeatAsync(GatewayExchange exchange, GmailCall call, AccessToken token)
    {
        if (call.ContentType is not null)
        {
            exchange.Http.Request.Body.Position = 0;
        }

        return SendAsync(exchange, call, token);
    }

    /// <summary>For a body that cannot be resent: renews the token for the client's next attempt.</summary>
    private async Task<Failure?> OnceAsync(GatewayExchange exchange, GmailCall call, AccessToken token) =>
        await SendAsync(exchange, call, token) is TokenOutcome.Refused ? (await exchange.ReplaceTokenAsync(token)).Failure ?? TokenRenewed : null;

    /// <summary>Forwards Gmail's response, unless it refuses the token.</summary>
    private async Task<TokenOutcome> SendAsync(GatewayExchange exchange, GmailCall call, AccessToken token)
    {
        using var timeout = gmail.StartTimeout(exchange.Http.RequestAborted);
        using var body = call.ContentType is { } type ? new RequestBody(exchange.Http.Request, type, timeout) : null;
        try
        {
            using var answer = await gmail.SendAsync(call.Verb, call.Target, call.Headers, body, token.Value, timeout.Token);
            var outcome = GatewayExchange.OutcomeOf(answer);
            if (outcome is not TokenOutcome.Refused)
            {
                await exchange.RespondAsync(answer, timeout);
            }

            return outcome;
        }
        catch (Exception e) when (GatewayExchange.IsBroken(e))
        {
            await exchange.FailAsync(body?.ClientError);
            return TokenOutcome.Unknown;
        }
    }

    /// <summary>Whether the body can be resent: a short one is buffered.</summary>
    private static bool TryKeepBody(HttpRequest request)
    {
        if (request.ContentLength is not <= LargestKeptBody)
        {
            return false;
        }

        request.EnableBuffering(LargestKeptBody, LargestKeptBody);
        return true;
    }
}
