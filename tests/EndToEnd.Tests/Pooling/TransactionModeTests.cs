using System.Net;
using System.Text;
using GmailPlatform.Application.Audit;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Pooling;

/// <summary>PgBouncer in transaction mode with fewer PostgreSQL sessions than either node has connections.</summary>
[Collection(PooledNodes.Collection)]
public sealed class TransactionModeTests(PooledNodes nodes)
{
    private const int People = 64;
    private static readonly string[] Scopes = ["gmail.readonly", "gmail.send"];

    private readonly World _world = nodes.World;

    [Fact]
    public async Task O7_Two_nodes_serve_sixty_four_people_at_once()
    {
        using var first = await _world.ATenantAsync();
        using var second = first.At(nodes.SecondUrl);
        TestTenant[] both = [first, second];
        var people = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => _world.Google.APersonAsync(messages: 1)));

        var grants = await ConnectAsync(both, people);
        await AllAsync(both, grants, (node, grant) => node.Api.GetAsync($"v1/grants/{grant}/access-token"));
        await AllAsync(both, grants, (node, grant) => node.Api.PostAsync($"v1/grants/{grant}/refresh", content: null));
        await AllAsync(both, grants, (node, grant) => node.Api.GetAsync($"v1/grants/{grant}/messages?view=metadata"));
        await AllAsync(both, grants, (node, grant) => SendAsync(node, grant, people));
        await AllAsync(both, grants, (node, grant) => node.Api.GetAsync($"v1/grants/{grant}/history"));
        await AllAsync(both, grants, (node, _) => node.Api.GetAsync("v1/grants?pageSize=10"));
        await AllAsync([second], grants[..(People / 2)], (node, grant) => node.Api.DeleteAsync($"v1/grants/{grant}"), HttpStatusCode.NoContent);
        await AllAsync([second], grants[(People / 2)..], (node, grant) => node.Api.DeleteAsync($"v1/grants/{grant}?erase=true"), HttpStatusCode.NoContent);

        foreach (var (grant, index) in grants.Select((grant, index) => (grant, index)))
        {
            var expected = index < People / 2 ? HttpStatusCode.Conflict : HttpStatusCode.Gone;
            await Eventually.HoldsAsync("the other node refuses an ended grant", async () =>
            {
                using var response = await first.Api.GetAsync($"v1/grants/{grant}/access-token");
                return response.StatusCode == expected;
            });
        }

        (await FindingsAsync()).Should().BeEmpty();
    }

    /// <summary>Half of them by the callback, half by a code that the application posts; each half on both nodes.</summary>
    private async Task<string[]> ConnectAsync(TestTenant[] nodes, string[] people)
    {
        var connecting = await Task.WhenAll(people.Select(async (person, index) =>
            await ConsentAsync(nodes[index % 2], person, byCallback: index < people.Length / 2)));
        return await Task.WhenAll(connecting.Select(connect => connect()));
    }

    /// <summary>Goes as far as Google's consent; what it returns completes the connection.</summary>
    private async Task<Func<Task<string>>> ConsentAsync(TestTenant node, string person, bool byCallback)
    {
        if (byCallback)
        {
            var started = await node.AuthorizeAsync(new { returnUrl = WorldSettings.ReturnUrl, scopes = Scopes });
            var consent = await _world.Google.ConsentAsync(started.AuthorizationUrl(), person);
            var callback = new Uri(node.Api.BaseAddress!, new Uri(consent.RedirectUrl).PathAndQuery);
            return async () => (await node.ReturnAsync(callback.ToString())).Should().ContainKey("grantId").WhoseValue;
        }

        var url = ClientFlow.AuthorizationUrl(_world).Replace("gmail.readonly", Uri.EscapeDataString("gmail.readonly https://www.googleapis.com/auth/gmail.send"), StringComparison.Ordinal);
        var code = (await _world.Google.ConsentAsync(url, person)).Code!;
        return async () => (await node.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201)).Text("id")!;
    }

    private static Task<HttpResponseMessage> SendAsync(TestTenant node, string grant, string[] people) =>
        node.Api.PostAsJsonAsync($"v1/grants/{grant}/messages/send", new { to = new[] { people[0] }, subject = "shared sessions" });

    /// <summary>Calls every node for every grant at once.</summary>
    private static async Task AllAsync(
        TestTenant[] nodes, string[] grants, Func<TestTenant, string, Task<HttpResponseMessage>> call, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var answers = await Task.WhenAll(grants.SelectMany(grant => nodes.Select(async node =>
        {
            using var response = await call(node, grant);
            return (response.StatusCode, Body: await response.Content.ReadAsStringAsync());
        })));

        answers.Where(answer => answer.StatusCode != expected).Should().BeEmpty();
    }

    private async Task<IReadOnlyList<string>> FindingsAsync()
    {
        await _world.SendAsync(new PublishCheckpoint());
        using var output = new MemoryStream();
        await _world.SendAsync(new ExportHistory(output));
        var keys = string.Join('\n', (await _world.SendAsync(new ListCheckpointKeys())).Select(key => key.Key));
        using var export = new StringReader(Encoding.UTF8.GetString(output.ToArray()));
        return [.. (await _world.SendAsync(new VerifyExport(export, keys, Witness: null))).Findings.Select(finding => finding.ToString())];
    }
}
