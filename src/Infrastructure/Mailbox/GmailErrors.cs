using System.Text.RegularExpressions;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Grants.Refusals;
using Google;
using Google.Apis.Http;
using Microsoft.Extensions.Logging;
using Newtonsoft.Json;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>Sorts Gmail's errors by status, then by Google's <c>reason</c>, and never by the text alone (Gmail guide, "Resolve errors").</summary>
internal sealed partial class GmailErrors(TimeProvider clock, ILogger<GmailErrors> logger)
{
    /// <summary>Null for an exception that is none of Google's doing.</summary>
    public MailboxAnswer<T>? Sort<T>(Exception e, LastFailedResponse response, CancellationToken ct)
    {
        switch (e)
        {
            case GoogleApiException api:
                var answer = Sort<T>(api, response);
                logger.LogInformation("Gmail answers {Status} {Reason}.", (int)api.HttpStatusCode, Reason(api));
                return answer;
            case HttpRequestException or IOException or JsonException or InvalidDataException or FormatException:
            case OperationCanceledException when !ct.IsCancellationRequested:
                logger.LogWarning("Gmail does not answer ({Exception}).", e.GetType().Name);
                return new MailboxAnswer<T>.Failed(GrantFailures.GoogleUnavailable);
            default:
                return null;
        }
    }

    private MailboxAnswer<T> Sort<T>(GoogleApiException e, LastFailedResponse response)
    {
        var (status, reason) = ((int)e.HttpStatusCode, Reason(e));
        var refusal = reason is null ? null : GoogleRefusals.Find(RefusingEndpoint.Gmail, reason, subtype: null);
        return (status, refusal?.Verdict) switch
        {
            (401, _) => new MailboxAnswer<T>.TokenRejected(),
            (403, RefusalVerdict.AddScopes) => new MailboxAnswer<T>.ScopeInsufficient(response.Scopes),
            (429, _) or (403, RefusalVerdict.TryLater) => Failed<T>(Limited(e, response)),
            (403, _) => Failed<T>(MailboxFailures.Forbidden(reason ?? "forbidden", refusal?.ForOperator)),
            (404, _) => Failed<T>(MailboxFailures.NotFound),
            ( >= 400 and < 500, _) => Failed<T>(MailboxFailures.Rejected(e.Error?.Message ?? $"Gmail answers {status}.")),
            _ => Failed<T>(GrantFailures.GoogleUnavailable with { RetryAfter = response.RetryAfter(clock.GetUtcNow()), Reason = $"status {status}" }),
        };
    }

    private Failure Limited(GoogleApiException e, LastFailedResponse response)
    {
        var now = clock.GetUtcNow();
        return GrantFailures.GoogleRateLimited with { RetryAfter = response.RetryAfter(now) ?? WaitInText(e.Error?.Message, now) ?? TimeSpan.FromSeconds(1) };
    }

    /// <summary>Gmail names the time in its text and sends no header.</summary>
    private static TimeSpan? WaitInText(string? message, DateTimeOffset now) =>
        message is not null
        && RetryAfterText().Match(message) is { Success: true } match
        && DateTimeOffset.TryParse(match.Groups["time"].ValueSpan, out var time)
        && time > now
            ? time - now
            : null;

    private static string? Reason(GoogleApiException e) => e.Error?.Errors is [{ } first, ..] ? first.Reason : null;

    private static MailboxAnswer<T>.Failed Failed<T>(Failure failure) => new(failure);

    [GeneratedRegex(@"Retry after (?<time>\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex RetryAfterText();
}

/// <summary>Keeps what the library's exception drops of a failed response: its headers.</summary>
internal sealed partial class LastFailedResponse : IHttpUnsuccessfulResponseHandler
{
    private HttpResponseMessage? _response;

    /// <summary>For an answer within another.</summary>
    public static LastFailedResponse Of(HttpResponseMessage response) => new() { _response = response };

    /// <summary>The scopes that would do, as <c>WWW-Authenticate</c> names them (RFC 6750 section 3).</summary>
    public IReadOnlyList<string> Scopes =>
        _response?.Headers.WwwAuthenticate.Select(challenge => ScopeParameter().Match(challenge.Parameter ?? "")).FirstOrDefault(match => match.Success) is { } match
            ? match.Groups["scopes"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [];

    public TimeSpan? RetryAfter(DateTimeOffset now) => _response?.Headers.WaitFrom(now);

    /// <summary>Looks, and never repeats the call.</summary>
    public Task<bool> HandleResponseAsync(HandleUnsuccessfulResponseArgs args)
    {
        Keep(args.Response);
        return Task.FromResult(false);
    }

    /// <summary>For a call that the library does not make itself.</summary>
    public void Keep(HttpResponseMessage response) => _response = response;

    [GeneratedRegex(@"scope=""(?<scopes>[^""]*)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex ScopeParameter();
}
