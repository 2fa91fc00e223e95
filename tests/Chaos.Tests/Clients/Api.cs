using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace GmailPlatform.Chaos.Tests;

/// <summary>A call to the platform, as often as it takes.</summary>
/// <param name="Kind">What the figures call it.</param>
/// <param name="Body">Makes the body of each attempt.</param>
internal sealed record ApiCall(string Kind, HttpMethod Method, string Path, Func<HttpContent>? Body = null, string? IdempotencyKey = null)
{
    public bool IsGateway => Path.Contains("/google/", StringComparison.Ordinal);

    public static ApiCall Get(string kind, string path) => new(kind, HttpMethod.Get, path);

    public static ApiCall Post(string kind, string path, object body) => new(kind, HttpMethod.Post, path, () => JsonContent.Create(body));
}

/// <summary>What an attempt led to.</summary>
/// <param name="Status">0: no answer.</param>
/// <param name="Code">The problem's code; for a success or no answer what the figures say.</param>
/// <param name="Attempt">Counts from 1.</param>
internal sealed record Answer(int Status, string Code, string Text, HttpResponseHeaders? Headers, string Node, int Attempt)
{
    public bool IsSuccess => Status is >= 200 and < 400;

    /// <summary>Worth another attempt: nothing was decided.</summary>
    public bool IsPassing => Status is 0 or 429 or >= 500 || Code is "send_in_progress";

    public bool TimedOut => Code is Api.TimedOut;

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);
}

/// <summary>Calls random nodes as a careful client does: it repeats what failed in passing, elsewhere and after a pause.</summary>
internal sealed class Api(IReadOnlyList<Node> nodes, AnswerRules rules, Figures figures, TimeProvider clock)
{
    public const string Group = "calls";
    public const string TimedOut = "timed out";

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    /// <summary>One attempt. What its answer must not be is a violation.</summary>
    public async Task<Answer> TryAsync(ApiCall call, Person person, Random random, int attempt = 1)
    {
        var node = nodes[random.Next(nodes.Count)];
        var started = clock.GetTimestamp();
        var answer = await SendAsync(call, person, node, attempt);
        if (answer.Status != 0)
        {
            figures.Took(call.Kind, clock.GetElapsedTime(started));
        }

        figures.Add(Group, call.Kind);
        figures.Add($"answers to {call.Kind}", answer.Status == 0 ? answer.Code : $"{answer.Status} {answer.Code}".TrimEnd());
        if (attempt > 1)
        {
            figures.Add("retries", call.Kind);
        }

        rules.Check(call, answer, person);
        return answer;
    }

    /// <summary>Attempts until something is decided, at most so many times.</summary>
    public async Task<Answer> RepeatAsync(ApiCall call, Person person, Random random, int most = int.MaxValue)
    {
        for (var attempt = 1; ; attempt++)
        {
            var answer = await TryAsync(call, person, random, attempt);
            if (!answer.IsPassing || attempt == most)
            {
                return answer;
            }

            await Task.Delay(PauseAfter(answer, random));
        }
    }

    private static TimeSpan PauseAfter(Answer answer, Random random)
    {
        var asked = answer.Headers?.RetryAfter?.Delta ?? TimeSpan.Zero;
        var pause = asked + TimeSpan.FromMilliseconds(random.Next(100, 600));
        return pause < LongestPause ? pause : LongestPause;
    }

    private static async Task<Answer> SendAsync(ApiCall call, Person person, Node node, int attempt)
    {
        using var request = new HttpRequestMessage(call.Method, call.Path) { Content = call.Body?.Invoke() };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.Tenant.ApiKey);
        request.Headers.Accept.ParseAdd("application/json");
        if (call.IdempotencyKey is { } key)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        try
        {
            using var response = await node.Http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return new Answer((int)response.StatusCode, AnswerRules.CodeOf(response, text), text, response.Headers, node.Name, attempt);
        }
        catch (HttpRequestException e)
        {
            return new Answer(0, e.HttpRequestError is HttpRequestError.ConnectionError ? "refused" : "broken off", e.Message, null, node.Name, attempt);
        }
        catch (OperationCanceledException)
        {
            return new Answer(0, TimedOut, "", null, node.Name, attempt);
        }
    }
}
