using System.Net;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Mailbox.Gateway.Responses;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>A client's request with its caller and grant, until it is answered.</summary>
internal sealed class GatewayExchange(HttpContext http, GatewayMount mount, IGrantAccess grants, IQuota quota, GatewayRoots roots)
{
    public static readonly Failure Unavailable = GrantFailures.GoogleUnavailable with { RetryAfter = TimeSpan.FromSeconds(5) };

    public HttpContext Http => http;

    public GatewayRoots Roots => roots;

    public Caller Caller { get; } = ApiKeyAuthentication.CallerOf(http.User);

    public GatewayPolicy Policy => field ??= new GatewayPolicy(http.User, Caller, mount.GrantId, grants);

    public QuotaMeter Quota => field ??= http.ShowQuota(new QuotaMeter(quota));

    public Task<Result<AccessToken>> GetTokenAsync() => grants.GetAccessTokenAsync(Caller, mount.GrantId, http.RequestAborted);

    /// <summary>Makes a call, and repeats it with newer tokens while Gmail refuses its token. Null, or the failure to return instead.</summary>
    public Task<Failure?> CallAsync(AccessToken token, Func<AccessToken, Task<TokenOutcome>> call) =>
        // Continues when the client disconnects: another call may wait for the token.
        grants.CallAsync(Caller, mount.GrantId, token, call, CancellationToken.None);

    /// <summary>A token newer than one that Gmail refused, for the client's next call.</summary>
    public Task<Result<AccessToken>> ReplaceTokenAsync(AccessToken refused) => grants.ReplaceAccessTokenAsync(Caller, mount.GrantId, refused, CancellationToken.None);

    public Task<Failure?> TakeQuotaAsync(int units) => Quota.TakeAsync(Caller, mount.GrantId, units, http.RequestAborted);

    /// <summary>What a response says about the token.</summary>
    public static TokenOutcome OutcomeOf(HttpResponseMessage answer) => answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => TokenOutcome.Refused,
        >= HttpStatusCode.InternalServerError => TokenOutcome.Unknown,
        _ => TokenOutcome.Accepted,
    };

    /// <summary>Forwards Gmail's response, with its allowed headers.</summary>
    public async Task RespondAsync(HttpResponseMessage answer, IdleTimeout timeout)
    {
        http.Response.StatusCode = (int)answer.StatusCode;
        ResponseHeaders.Copy(answer, http.Response, roots);
        var body = await answer.Content.ReadAsStreamAsync(timeout.Token);
        var (writer, length, written) = (http.Response.BodyWriter, answer.Content.Headers.ContentLength, 0L);
        while (await body.ReadAsync(writer.GetMemory(), timeout.Token) is > 0 and var read)
        {
            timeout.Reset();
            writer.Advance(read);
            written += read;
            if (written == length && !http.Response.HasStarted)
            {
                // The server sends it with the headers. What follows headers that were sent, it would keep until the next answer.
                return;
            }

            await writer.FlushAsync(timeout.Token);
        }
    }

    /// <summary>Reports that Gmail did not respond; aborts a response that has started, so that the client does not take it for complete.</summary>
    public Task FailAsync(IOException? clientError)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }

        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        http.Response.Clear();
        return clientError is null
            ? http.WriteGoogleErrorAsync(Unavailable)
            : http.WriteGoogleErrorAsync(CommonFailures.Validation("body", "The body is too large or incomplete."), (clientError as BadHttpRequestException)?.StatusCode);
    }

    /// <summary>The exceptions of a failed exchange: broken or silent connections, and responses that cannot be parsed.</summary>
    public static bool IsBroken(Exception e) => e is HttpRequestException or IOException or OperationCanceledException or InvalidDataException;
}
