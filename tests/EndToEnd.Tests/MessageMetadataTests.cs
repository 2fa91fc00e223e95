using System.Net.Http.Headers;
using System.Text.Json;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Lists that tell what a list of messages shows, by Gmail's batches.</summary>
public sealed class MessageMetadataTests(SharedWorld shared)
{
    private const string Get = "gmail.users.messages.get";

    private readonly World _world = shared.World;

    [Fact]
    public async Task A_page_tells_sender_subject_date_snippet_and_labels_in_the_order_of_the_list()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 4, "https://www.googleapis.com/auth/gmail.readonly");
        var id = await mailbox.DeliverAsync("Grüße", "Tea & cake <at> five");

        var messages = await MessagesAsync(mailbox);

        messages.Select(message => message.Text("id")).Should().Equal(await IdsAsync(mailbox)).And.HaveCount(5);
        var newest = messages[0];
        newest.Text("id").Should().Be(id);
        newest.Text("subject").Should().Be("Grüße");
        newest.Text("from").Should().Be("shop@example.com");
        newest.Text("to").Should().Be(mailbox.Person);
        newest.Text("snippet").Should().Be("Tea & cake <at> five");
        newest.Texts("labelIds").Should().Contain("INBOX");
        newest.GetProperty("date").GetDateTimeOffset().Should().BeCloseTo(_world.Clock.GetUtcNow(), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task A_page_costs_a_call_for_every_fifty_messages_and_one_for_the_list()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 120, "https://www.googleapis.com/auth/gmail.readonly");
        var ids = await IdsAsync(mailbox);

        var messages = await MessagesAsync(mailbox);

        messages.Select(message => message.Text("id")).Should().Equal(ids);
        (await _world.Google.CallsAsync("batch", mailbox.Person)).Should().Be((ids.Count + 49) / 50);
        (await _world.Google.CallsAsync(Get, mailbox.Person)).Should().Be(ids.Count);
    }

    [Theory]
    [InlineData("""{ "status": 429 }""")]
    [InlineData("""{ "status": 503 }""")]
    [InlineData("""{ "status": 403, "body": { "error": { "code": 403, "message": "Rate Limit Exceeded", "errors": [{ "reason": "rateLimitExceeded" }] } } }""")]
    public async Task Messages_that_Gmail_would_not_give_just_now_are_asked_for_again_and_only_those(string fault)
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 6, "https://www.googleapis.com/auth/gmail.readonly");
        var ids = await IdsAsync(mailbox);
        await BreakAsync(mailbox, fault, times: 2);

        var messages = await MessagesAsync(mailbox);

        messages.Select(message => message.Text("id")).Should().Equal(ids);
        (await _world.Google.CallsAsync(Get, mailbox.Person)).Should().Be(ids.Count + 2);
    }

    [Fact]
    public async Task A_limit_that_lasts_is_an_answer_that_says_how_long()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 3, "https://www.googleapis.com/auth/gmail.readonly");
        await BreakAsync(mailbox, """{ "status": 429, "retryAfter": 60 }""", times: 1);

        var problem = await tenant.GetProblemAsync(mailbox.Path + "messages?view=metadata", 429, "google_rate_limited");

        problem.GetProperty("retryAfter").GetInt32().Should().Be(60);
    }

    [Fact]
    public async Task A_message_that_was_deleted_meanwhile_is_left_out()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 3, "https://www.googleapis.com/auth/gmail.readonly");
        var count = (await IdsAsync(mailbox)).Count;
        await BreakAsync(mailbox, """{ "status": 404 }""", times: 1);

        (await MessagesAsync(mailbox)).Count.Should().Be(count - 1);
    }

    [Fact]
    public async Task A_token_that_Gmail_refuses_within_a_batch_is_replaced_once()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 3, "https://www.googleapis.com/auth/gmail.readonly");
        var ids = await IdsAsync(mailbox);
        await BreakAsync(mailbox, """{ "status": 401 }""", times: ids.Count);

        (await MessagesAsync(mailbox)).Select(message => message.Text("id")).Should().Equal(ids);
        (await _world.Google.CallsAsync("token", mailbox.Person, "refresh_token")).Should().Be(1);
    }

    [Fact]
    public async Task Lines_tell_it_too_and_a_search_counts()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 2, "https://www.googleapis.com/auth/gmail.readonly");
        await mailbox.DeliverAsync("Unmistakable", "one");
        await mailbox.DeliverAsync("Unmistakable", "two");
        using var request = new HttpRequestMessage(HttpMethod.Get, mailbox.Path + "messages?view=metadata&q=subject:unmistakable");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));

        using var response = await tenant.Api.SendAsync(request);

        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line));
        lines.Select(line => (line.Text("subject"), line.Text("snippet"))).Should().BeEquivalentTo([("Unmistakable", "one"), ("Unmistakable", "two")]);
    }

    [Fact]
    public async Task The_metadata_scope_is_enough_and_an_unknown_view_is_refused()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, "https://www.googleapis.com/auth/gmail.metadata");
        await mailbox.DeliverAsync("Seen");

        (await MessagesAsync(mailbox)).Should().ContainSingle(message => message.Text("subject") == "Seen");
        (await tenant.GetProblemAsync(mailbox.Path + "messages?view=metadata&pageSize=251", 400, "validation_failed")).GetProperty("errors").Has("pageSize").Should().BeTrue();
        (await tenant.GetProblemAsync(mailbox.Path + "messages?view=all", 400, "validation_failed")).GetProperty("errors").Has("view").Should().BeTrue();
    }

    private Task<string> BreakAsync(AMailbox mailbox, string fault, int times)
    {
        var settings = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        (settings["endpoint"], settings["person"], settings["times"]) = (Get, mailbox.Person, times);
        return _world.Google.BreakAsync(settings);
    }

    private static async Task<IReadOnlyList<JsonElement>> MessagesAsync(AMailbox mailbox) =>
        [.. (await mailbox.Tenant.GetAsync(mailbox.Path + "messages?view=metadata&includeSpamTrash=true&pageSize=250")).GetProperty("messages").EnumerateArray()];

    private static async Task<IReadOnlyList<string?>> IdsAsync(AMailbox mailbox) =>
        [.. (await mailbox.Tenant.GetAsync(mailbox.Path + "messages?includeSpamTrash=true&pageSize=500")).GetProperty("messages").EnumerateArray().Select(message => message.Text("id"))];
}
