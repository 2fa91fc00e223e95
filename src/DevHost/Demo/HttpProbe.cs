using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace GmailPlatform.DevHost.Demo;

/// <summary>Asks the child programs how they are.</summary>
internal sealed class HttpProbe : IDisposable
{
    private static readonly TimeSpan ReadyLimit = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(10) };

    public async Task WaitAsync(string name, string url, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(ReadyLimit);
        try
        {
            while (await StatusAsync(url, bearer: null, limit.Token) != HttpStatusCode.OK)
            {
                await Task.Delay(Step, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new DevHostException($"{name} was not ready within {ReadyLimit.TotalSeconds} seconds: {url} does not answer 200. See its log.");
        }
    }

    /// <summary>Null: nobody answers.</summary>
    public async Task<HttpStatusCode?> StatusAsync(string url, string? bearer, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer);
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return response.StatusCode;
        }
        catch (Exception failure) when (IsUnanswered(failure))
        {
            return null;
        }
    }

    public async Task<IReadOnlyList<MailUser>> PeopleAsync(string sandboxUrl, CancellationToken ct)
    {
        var url = sandboxUrl + "/sandbox/people";
        try
        {
            return (await _http.GetFromJsonAsync<PeopleAnswer>(url, ct))?.People ?? [];
        }
        catch (Exception failure) when (failure is JsonException || IsUnanswered(failure))
        {
            throw new DevHostException($"The Google sandbox does not list its people at {url}: {failure.Message}");
        }
    }

    /// <summary>Makes something at the sandbox, or changes it where an earlier run made it.</summary>
    public async Task MakeAsync(string url, object body, string changeUrl, object change, CancellationToken ct)
    {
        try
        {
            using var made = await _http.PostAsJsonAsync(url, body, ct);
            if (made.StatusCode is HttpStatusCode.Conflict)
            {
                using var changed = await _http.PatchAsJsonAsync(changeUrl, change, ct);
                changed.EnsureSuccessStatusCode();
                return;
            }

            made.EnsureSuccessStatusCode();
        }
        catch (Exception failure) when (IsUnanswered(failure))
        {
            throw new DevHostException($"The Google sandbox refuses what the console needs at {url}: {failure.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private sealed record PeopleAnswer(IReadOnlyList<MailUser> People);

    // HttpClient tells its own time-out apart from a caller's cancellation by the inner exception.
    private static bool IsUnanswered(Exception failure) => failure is HttpRequestException or TaskCanceledException { InnerException: TimeoutException };
}
