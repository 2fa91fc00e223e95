using System.Diagnostics;
using GmailPlatform.Testing;

namespace GmailPlatform.Nodes.Tests.Support;

/// <summary>What a caller got.</summary>
/// <param name="Status">0: the node was not there, or went away.</param>
/// <param name="Code">The problem's code, if it is one.</param>
internal sealed record Answer(int Status, string? AccessToken, string? Code, TimeSpan Elapsed);

/// <summary>Applications that ask for tokens.</summary>
internal static class Callers
{
    public const int Many = 500;

    /// <summary>All at once, spread evenly over the nodes.</summary>
    public static async Task<IReadOnlyList<Answer>> AskAllAsync(
        IReadOnlyList<TestTenant> nodes, int callers, Func<TestTenant, Task<HttpResponseMessage>> call) =>
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => AskAsync(nodes[caller % nodes.Count], call)));

    /// <summary>One, at a node.</summary>
    public static async Task<Answer> AskAsync(TestTenant node, Func<TestTenant, Task<HttpResponseMessage>> call)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var response = await call(node);
            var body = await response.ReadAsync((int)response.StatusCode);
            return new Answer((int)response.StatusCode, body.Text("accessToken"), body.Text("code"), Stopwatch.GetElapsedTime(started));
        }
        catch (HttpRequestException)
        {
            return new Answer(Status: 0, AccessToken: null, Code: null, Stopwatch.GetElapsedTime(started));
        }
    }

    public static Task<HttpResponseMessage> Vend(this TestTenant node, CrowdGrant grant) => node.Api.GetAsync($"v1/grants/{grant.Id}/access-token");

    public static Task<HttpResponseMessage> Refresh(this TestTenant node, CrowdGrant grant, int? newerThan = null) =>
        node.Api.PostAsync($"v1/grants/{grant.Id}/refresh{(newerThan is null ? "" : $"?newerThan={newerThan}")}", content: null);

    /// <summary>How many of the tenant's grants are in a state.</summary>
    public static async Task<int> CountAsync(this TestTenant node, string state)
    {
        var count = 0;
        var next = (string?)"";
        while (next is not null)
        {
            var answer = await node.GetAsync($"v1/grants?state={state}&pageSize=100{next}");
            count += answer.GetProperty("grants").GetArrayLength();
            next = answer.Text("nextPageToken") is { } token ? $"&pageToken={Uri.EscapeDataString(token)}" : null;
        }

        return count;
    }
}
