using System.Net;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Batches;

/// <summary>Sends a batch, repeats the calls whose token Gmail refused with newer tokens, and writes the responses.</summary>
/// <param name="gmail">The connection to send it over.</param>
/// <param name="exchange">The client's request.</param>
/// <param name="target">Path and query of the batch.</param>
/// <param name="envelope">What applies to all calls.</param>
/// <param name="parts">All parts of the client's batch.</param>
/// <param name="answers">The responses; calls that were rejected already have theirs.</param>
internal sealed class BatchExchange(
    GmailConnection gmail, GatewayExchange exchange, string target, BatchEnvelope envelope, IReadOnlyList<BatchPart> parts, BatchResponseWriter answers)
{
    /// <summary>Indices of the calls to send next.</summary>
    private List<int> _pending = [];

    private bool _isPassedOn;

    /// <summary>Makes calls and answers the batch.</summary>
    /// <param name="calls">Indices of the calls to send to Gmail.</param>
    /// <param name="token">The access token to send.</param>
    public async Task RunAsync(List<int> calls, AccessToken token)
    {
        Failure? failure = null;
        try
        {
            _pending = calls;
            failure = calls.Count == 0 ? null : await exchange.CallAsync(token, SendAsync);
        }
        catch (Exception e) when (GatewayExchange.IsBroken(e))
        {
            // Responses that Gmail gave are still delivered: those calls were made.
            if (!answers.CanContinue || exchange.Http.RequestAborted.IsCancellationRequested)
            {
                await exchange.FailAsync(clientError: null);
                return;
            }
        }

        if (failure is not null && !answers.HasGmailResponses)
        {
            await exchange.Http.WriteGoogleErrorAsync(failure);
        }
        else if (!_isPassedOn)
        {
            await CompleteAsync(calls, failure ?? GatewayExchange.Unavailable);
        }
    }

    private async Task CompleteAsync(List<int> calls, Failure unanswered)
    {
        foreach (var index in calls.Where(index => !answers.IsAnswered(index)))
        {
            answers.Refuse(index, unanswered);
        }

        await answers.CompleteAsync(exchange.Http.RequestAborted);
    }

    private async Task<TokenOutcome> SendAsync(AccessToken token)
    {
        using var timeout = gmail.StartTimeout(exchange.Http.RequestAborted);
        using var content = new BatchContent(parts, _pending);
        using var answer = await gmail.SendAsync("POST", target, envelope.Headers, content, token.Value, timeout.Token);
        if (answer.StatusCode is HttpStatusCode.OK && MultipartText.ReadBoundary(answer.Content.Headers.ContentType?.ToString()).Succeeded(out var boundary, out _))
        {
            var reader = new MultipartReader(boundary, await answer.Content.ReadAsStreamAsync(timeout.Token));
            return await ReadAnswersAsync(reader, token, timeout);
        }

        var outcome = GatewayExchange.OutcomeOf(answer);
        if (outcome is not TokenOutcome.Refused && !answers.HasGmailResponses)
        {
            _isPassedOn = true;
            await exchange.RespondAsync(answer, timeout);
        }

        return outcome;
    }

    private async Task<TokenOutcome> ReadAnswersAsync(MultipartReader reader, AccessToken token, IdleTimeout timeout)
    {
        var (rejected, gaveUp) = (new List<int>(), false);
        for (var position = 0; await reader.ReadNextSectionAsync(timeout.Token) is { } section; position++)
        {
            timeout.Reset();
            var answer = await InnerResponse.ReadAsync(section, exchange.Roots, timeout.Token);
            var index = IndexOf(answer, position);
            if (answer.Status is StatusCodes.Status401Unauthorized && !gaveUp)
            {
                rejected.Add(index);
                await answers.BufferAsync(index, answer, timeout.Token);
            }
            else
            {
                await answers.WriteAsync(index, answer, timeout.Token);
            }

            if (answers.IsFull && rejected.Count > 0)
            {
                // The buffer behind them is full: the client gets the 401s, and its next call a newer token.
                gaveUp = true;
                await answers.ReleaseAsync(rejected, timeout.Token);
                rejected.Clear();
            }
        }

        if (gaveUp)
        {
            await exchange.ReplaceTokenAsync(token);
            return TokenOutcome.Unknown;
        }

        _pending = rejected;
        return rejected.Count > 0 ? TokenOutcome.Refused : TokenOutcome.Accepted;
    }

    /// <summary>The call that a response belongs to: by our Content-ID, or by position if Gmail sends none.</summary>
    private int IndexOf(InnerResponse answer, int position)
    {
        var index = answer.Index ?? (position < _pending.Count ? _pending[position] : -1);
        return _pending.Contains(index) && !answers.IsAnswered(index)
            ? index
            : throw new InvalidDataException("Gmail's batch response contains a part for a call that was not sent.");
    }
}
