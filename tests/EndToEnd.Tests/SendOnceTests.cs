using System.Text.Json;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>One key, one mail, whatever happens on the way.</summary>
public sealed class SendOnceTests(SharedWorld shared) : Correspondence(shared)
{
    private const string Send = "gmail.users.messages.send";
    private const string Readonly = "https://www.googleapis.com/auth/gmail.readonly";

    private readonly string _subject = $"once{Guid.NewGuid():N}";

    [Fact]
    public async Task A_repeated_call_is_answered_as_the_first_and_sends_nothing()
    {
        var first = await SendAsync("key");
        var second = await SendAsync("key");

        second.Should().BeEquivalentTo(first, options => options.ComparingByMembers<JsonElement>());
        (await World.Google.CallsAsync(Send, Sender)).Should().Be(1);
        await OneMailArrivedAsync();
    }

    [Fact]
    public async Task Another_message_under_the_same_key_is_refused_and_one_of_another_grant_is_not()
    {
        await SendAsync("key");

        var problem = await SendAsync("key", text: "another", expectedStatus: 400);
        problem.Text("code").Should().Be("idempotency_key_reused");
        await OneMailArrivedAsync();

        await Tenant.PostAsync($"v1/grants/{Receiving}/messages/send", new { to = new[] { Sender } });
    }

    [Fact]
    public async Task Without_a_key_each_call_sends()
    {
        await SendAsync(key: null);
        await SendAsync(key: null);

        (await Tenant.IdsAsync(Receiving, $"subject:{_subject}")).Should().HaveCount(2);
    }

    [Fact]
    public async Task Of_twenty_calls_at_once_on_two_nodes_one_sends_and_all_get_its_answer()
    {
        await using var node = await World.StartNodeAsync();
        using var second = Tenant.At(new Uri(node.Urls.First()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => SendAsync("key", by: i % 2 == 0 ? Tenant : second)));

        answers.Select(answer => answer.Text("id")).Distinct().Should().ContainSingle();
        (await World.Google.CallsAsync(Send, Sender)).Should().Be(1);
        await OneMailArrivedAsync();
    }

    [Theory]
    [InlineData("""{ "drop": "after" }""")]
    [InlineData("""{ "reset": "after" }""")]
    [InlineData("""{ "drop": "midway" }""")]
    [InlineData("""{ "garble": "truncate" }""")]
    public async Task A_message_that_Gmail_took_without_our_hearing_of_it_is_found_and_not_sent_again(string fault)
    {
        await BreakAsync(fault, times: 1);

        var sent = await SendAsync("key");

        (await World.Google.CallsAsync(Send, Sender)).Should().Be(1);
        await OneMailArrivedAsync();
        (await Tenant.MessageAsync(Grant, sent.Text("id")!)).Header("Message-ID").Should().Be(sent.Text("messageId"));
    }

    [Theory]
    [InlineData("""{ "status": 503 }""")]
    [InlineData("""{ "drop": "before" }""")]
    public async Task A_message_that_Gmail_did_not_take_is_sent_after_a_look_and_a_pause(string fault)
    {
        await BreakAsync(fault, times: 1);

        await SendAsync("key");

        (await World.Google.CallsAsync(Send, Sender)).Should().Be(2);
        (await World.Google.CallsAsync("gmail.users.messages.list", Sender)).Should().Be(1);
        await OneMailArrivedAsync();
    }

    [Fact]
    public async Task What_stayed_open_while_Gmail_was_away_is_found_by_the_next_call()
    {
        await BreakAsync("""{ "drop": "after" }""", times: 1);
        var away = await World.Google.BreakAsync(new { endpoint = "gmail.users.messages.list", person = Sender, status = 503 });

        var problem = await SendAsync("key", expectedStatus: 503);
        problem.Text("code").Should().Be("google_unavailable");
        await World.Google.MendAsync(away);
        await SendAsync("key");

        (await World.Google.CallsAsync(Send, Sender)).Should().Be(1);
        await OneMailArrivedAsync();
    }

    [Theory]
    [InlineData("""{ "status": 429, "retryAfter": 7 }""", 429, "google_rate_limited")]
    [InlineData("""{ "status": 400 }""", 400, "validation_failed")]
    public async Task What_Gmail_refused_was_not_sent_and_its_key_is_free(string fault, int status, string code)
    {
        await BreakAsync(fault, times: 1);

        (await SendAsync("key", expectedStatus: status)).Text("code").Should().Be(code);
        await SendAsync("key", text: "corrected");

        await OneMailArrivedAsync();
    }

    [Fact]
    public async Task A_grant_that_may_not_look_does_not_send_again_what_may_be_sent()
    {
        var person = await World.Google.APersonAsync();
        Grant = await Tenant.ConnectAsync(person, ["openid", "email", "https://www.googleapis.com/auth/gmail.send"]);
        await World.Google.BreakAsync(new { endpoint = Send, person, drop = "after", times = 1 });

        foreach (var _ in new[] { "first", "repeated" })
        {
            var problem = await SendAsync("key", expectedStatus: 409);
            problem.Text("code").Should().Be("send_unconfirmed");
            problem.Texts("missingScopes").Should().Equal(Readonly);
            problem.AuthorizationUrl().Should().NotBeEmpty();
        }

        await Tenant.ConnectAsync(person, ["openid", "email", Readonly]);
        await SendAsync("key");
        (await World.Google.CallsAsync(Send, person)).Should().Be(1);
        await OneMailArrivedAsync();
    }

    public static TheoryData<string> NoKeys => ["two words", new string('k', 256)];

    [Theory]
    [MemberData(nameof(NoKeys))]
    public async Task A_key_that_is_none_is_refused(string key) => (await SendAsync(key, expectedStatus: 400)).Text("code").Should().Be("validation_failed");

    [Fact]
    public async Task A_key_is_kept_for_a_day()
    {
        await using var world = await World.StartAsync();
        using var tenant = await world.ATenantAsync();
        var person = await world.Google.APersonAsync();
        (Tenant, Grant, Receiver) = (tenant, await tenant.ConnectAsync(person, FullMail), person);
        var first = await SendAsync("key");

        world.Clock.Advance(TimeSpan.FromHours(23.9));
        await world.SendAsync(new PurgeSentMessages());
        (await SendAsync("key")).Text("id").Should().Be(first.Text("id"));

        world.Clock.Advance(TimeSpan.FromHours(0.2));
        (await world.SendAsync(new PurgeSentMessages())).Count.Should().Be(1);
        (await SendAsync("key")).Text("id").Should().NotBe(first.Text("id"));
    }

    private async Task OneMailArrivedAsync() => (await Tenant.IdsAsync(Receiving, $"subject:{_subject}")).Should().ContainSingle();

    private async Task BreakAsync(string fault, int times)
    {
        var body = JsonSerializer.Deserialize<Dictionary<string, object>>(fault)!;
        (body["endpoint"], body["person"], body["times"]) = (Send, Sender, times);
        await World.Google.BreakAsync(body);
    }

    private async Task<JsonElement> SendAsync(string? key, string text = "hello", TestTenant? by = null, int expectedStatus = 200)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"v1/grants/{Grant}/messages/send")
        {
            Content = JsonContent.Create(new { to = new[] { Receiver }, subject = _subject, text }),
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        using var response = await (by ?? Tenant).Api.SendAsync(request);
        return await response.ReadAsync(expectedStatus);
    }
}
