using System.Net.Http.Headers;
using GmailPlatform.Application;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google;
using Google.Apis.Requests;

namespace GmailPlatform.Infrastructure.Mailbox;

/// <summary>Calls Gmail with a person's token, and sorts what goes wrong. No call is repeated.</summary>
internal sealed class GmailCalls(GmailServices services, GmailErrors errors)
{
    /// <summary>The mailbox of the person whose token it is.</summary>
    public const string Me = "me";

    /// <summary>Reads the answer of a call that has no more to say than that it was done.</summary>
    public static Done Nothing(string answer) => default;

    /// <summary>A call that Google's library makes.</summary>
    public Task<MailboxAnswer<T>> RunAsync<TResponse, T>(
        ClientServiceRequest<TResponse> request, Secret accessToken, Func<TResponse, T> read, CancellationToken ct)
    {
        request.Credential = new BearerToken(accessToken);
        var response = new LastFailedResponse();
        request.AddUnsuccessfulResponseHandler(response);
        return SortAsync(async () => read(await request.ExecuteAsync(ct)), response, ct);
    }

    /// <summary>A call that the library has no words for.</summary>
    /// <param name="request">The call, without its token.</param>
    /// <param name="accessToken">Whose mailbox it is.</param>
    /// <param name="completion">Whether the answer is read while it arrives.</param>
    /// <param name="longestWait">Until the answer is here, or has begun.</param>
    /// <param name="read">Disposes the response, or keeps it.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<MailboxAnswer<T>> SendAsync<T>(
        HttpRequestMessage request, Secret accessToken, HttpCompletionOption completion, TimeSpan longestWait, Func<HttpResponseMessage, Task<T>> read, CancellationToken ct)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken.Reveal());
        var failed = new LastFailedResponse();
        return SortAsync(
            async () =>
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
                limit.CancelAfter(longestWait);
                var response = await services.Streams.SendAsync(request, completion, limit.Token);
                if (response.IsSuccessStatusCode)
                {
                    return await read(response);
                }

                using (response)
                {
                    failed.Keep(response);
                    throw await ToExceptionAsync(response, limit.Token);
                }
            },
            failed,
            ct);
    }

    /// <summary>An answer within an answer.</summary>
    public Task<MailboxAnswer<T>> ReadAsync<TResponse, T>(HttpResponseMessage response, Func<TResponse, T> read, CancellationToken ct) => SortAsync(
        async () => response.IsSuccessStatusCode
            ? read(await services.Gmail.DeserializeResponse<TResponse>(response))
            : throw await ToExceptionAsync(response, ct),
        LastFailedResponse.Of(response),
        ct);

    private async Task<MailboxAnswer<T>> SortAsync<T>(Func<Task<T>> call, LastFailedResponse response, CancellationToken ct)
    {
        using var waiting = WorkDeadline.Suspend();
        try
        {
            return new MailboxAnswer<T>.Found(await call());
        }
        catch (Exception e) when (errors.Sort<T>(e, response, ct) is { } answer)
        {
            return answer;
        }
    }

    /// <summary>What the library throws for a call of its own.</summary>
    private async Task<GoogleApiException> ToExceptionAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await response.Content.LoadIntoBufferAsync(GmailServices.LargestError, ct);
        try
        {
            return new GoogleApiException(services.Gmail.Name) { HttpStatusCode = response.StatusCode, Error = await services.Gmail.DeserializeError(response) };
        }
        catch (GoogleApiException unreadable)
        {
            return unreadable;
        }
    }
}
