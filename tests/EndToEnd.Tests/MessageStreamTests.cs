using System.Net.Http.Headers;
using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>All messages of a mailbox as lines of JSON.</summary>
public sealed class MessageStreamTests(SharedWorld shared)
{
    /// <summary>Three of Gmail's largest pages.</summary>
    private const int Messages = 1_200;

    private readonly World _world = shared.World;

    [Fact]
    public async Task Every_message_comes_once_in_the_order_of_the_pages()
    {
        using var tenant = await _world.ATenantAsync();
        var (path, person) = await AMailboxAsync(tenant, Messages);

        var lines = await LinesAsync(tenant, path);

        lines.Select(line => line.Text("id")).Should().OnlyHaveUniqueItems().And.HaveCount(Messages);
        lines[0].Text("threadId").Should().NotBeNullOrEmpty();
        (await _world.Google.CallsAsync("gmail.users.messages.list", person)).Should().Be(3);
        var firstPage = (await tenant.GetAsync($"{path}&pageSize=100")).GetProperty("messages").EnumerateArray().Select(message => message.Text("id"));
        lines.Take(100).Select(line => line.Text("id")).Should().Equal(firstPage);
    }

    [Fact]
    public async Task A_filter_counts_as_for_a_page()
    {
        using var tenant = await _world.ATenantAsync();
        var (path, _) = await AMailboxAsync(tenant, 5);

        (await LinesAsync(tenant, path + "&labelIds=SPAM")).Count.Should().BeLessThan(5);
        await tenant.GetProblemAsync($"{path}&pageSize=0", 400, "validation_failed");
    }

    [Theory]
    [InlineData("""{ "status": 429, "retryAfter": 1 }""")]
    [InlineData("""{ "status": 503 }""")]
    [InlineData("""{ "drop": "after" }""")]
    public async Task A_page_that_Gmail_would_not_give_is_asked_for_again_and_nothing_is_lost_or_twice(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var (path, person) = await AMailboxAsync(tenant, Messages);
        await BreakSecondPageAsync(person, fault);

        var lines = await LinesAsync(tenant, path);

        lines.Select(line => line.Text("id")).Should().OnlyHaveUniqueItems().And.HaveCount(Messages);
    }

    [Fact]
    public async Task A_listing_that_cannot_go_on_says_so_in_its_last_line()
    {
        using var tenant = await _world.ATenantAsync();
        var (path, person) = await AMailboxAsync(tenant, Messages);
        await BreakSecondPageAsync(person, """{ "status": 400 }""");

        var lines = await LinesAsync(tenant, path);

        lines[^1].GetProperty("error").Text("code").Should().Be("validation_failed");
        lines.SkipLast(1).Should().OnlyContain(line => line.Has("id")).And.HaveCount(500);
    }

    [Fact]
    public async Task A_listing_that_cannot_begin_is_a_problem_like_any_other()
    {
        using var tenant = await _world.ATenantAsync();
        var (path, person) = await AMailboxAsync(tenant, 1);
        await _world.Google.BreakAsync(new { endpoint = "gmail", person, status = 429, retryAfter = 7 });

        var problem = await StartAsync(tenant, path).ProblemAsync(429, "google_rate_limited");

        problem.GetProperty("retryAfter").GetInt32().Should().Be(7);
    }

    private async Task<(string Path, string Person)> AMailboxAsync(TestTenant tenant, int messages)
    {
        var person = await _world.Google.APersonAsync(messages);
        return ($"v1/grants/{await tenant.ConnectAsync(person)}/messages?includeSpamTrash=true", person);
    }

    private static async Task<HttpResponseMessage> StartAsync(TestTenant tenant, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        return await tenant.Api.SendAsync(request);
    }

    private static async Task<List<JsonElement>> LinesAsync(TestTenant tenant, string path)
    {
        using var response = await StartAsync(tenant, path);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/x-ndjson");
        var text = await response.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Faults are met in their order, and the first only lets a page pass.</summary>
    private async Task BreakSecondPageAsync(string person, string fault)
    {
        await _world.Google.BreakAsync(new { endpoint = "gmail", person, delayMs = 0, times = 1 });
        var settings = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        (settings["endpoint"], settings["person"], settings["times"]) = ("gmail", person, 1);
        await _world.Google.BreakAsync(settings);
    }
}
