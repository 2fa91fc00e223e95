using System.Net.Http.Headers;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Messages that are not sent yet.</summary>
public sealed class DraftTests(SharedWorld shared)
{
    private const string Compose = "https://www.googleapis.com/auth/gmail.compose";

    private readonly World _world = shared.World;

    [Fact]
    public async Task A_draft_may_lack_its_recipient_is_replaced_under_its_id_and_sent_once()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var other = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var created = await tenant.PostAsync(mailbox.Path + "drafts", new { subject = "Grüße", text = "Soon." }, expectedStatus: 201);
        var draft = $"{mailbox.Path}drafts/{created.Text("id")}";

        (await tenant.GetAsync(draft)).GetProperty("message").Text("subject").Should().Be("Grüße");
        var updated = await PutAsync(tenant, draft, new { to = new[] { other.Person }, subject = "Greetings", text = "Now." });
        var listed = (await tenant.GetAsync(mailbox.Path + "drafts?q=subject:greetings")).GetProperty("drafts");
        var sent = await tenant.PostAsync(draft + "/send");

        updated.Text("id").Should().Be(created.Text("id"));
        listed.EnumerateArray().Select(item => (item.Text("id"), item.Text("messageId"))).Should().Equal((updated.Text("id"), updated.Text("messageId")));
        sent.Texts("labelIds").Should().Contain("SENT");
        (await tenant.GetAsync(other.Path + "messages?view=metadata")).GetProperty("messages").EnumerateArray().Select(message => message.Text("subject")).Should().Equal("Greetings");
        await tenant.GetProblemAsync(draft, 404, "not_found");
        await tenant.PostProblemAsync(draft + "/send", new { }, 404, "not_found");
        (await tenant.GetAsync(other.Path + "messages")).GetProperty("messages").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task A_draft_takes_files_and_answers_within_its_thread()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var question = await tenant.GetAsync($"{mailbox.Path}messages/{await mailbox.DeliverAsync("Lunch?")}");
        using var form = new MultipartFormDataContent
        {
            { JsonContent.Create(new { inReplyTo = question.Text("id"), text = "The menu." }), "message" },
            { new ByteArrayContent(new byte[3_000_000]) { Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") } }, "file", "menu.pdf" },
        };

        using var response = await tenant.Api.PostAsync(mailbox.Path + "drafts", form);

        var created = await response.ReadAsync(201);
        created.Text("threadId").Should().Be(question.Text("threadId"));
        var draft = (await tenant.GetAsync(response.Headers.Location!.OriginalString.TrimStart('/'))).GetProperty("message");
        (draft.Text("subject"), draft.Text("to")).Should().Be(("Re: Lunch?", "shop@example.com"));
        draft.GetProperty("attachments")[0].GetProperty("size").GetInt32().Should().Be(3_000_000);
    }

    [Fact]
    public async Task A_deleted_draft_is_gone_and_unknown_or_unsendable_ones_are_refused()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var draft = $"{mailbox.Path}drafts/{(await tenant.PostAsync(mailbox.Path + "drafts", new { text = "To nobody" }, expectedStatus: 201)).Text("id")}";

        (await tenant.PostProblemAsync(draft + "/send", new { }, 400, "validation_failed")).GetProperty("errors").Has("google").Should().BeTrue();
        (await tenant.PostProblemAsync(mailbox.Path + "drafts", new { subject = "two\nlines" }, 400, "validation_failed")).GetProperty("errors").Has("subject").Should().BeTrue();
        await tenant.DeleteAsync(draft);
        (await tenant.DeleteAsync(draft, expectedStatus: 404)).Text("code").Should().Be("not_found");
        await tenant.GetProblemAsync(mailbox.Path + "drafts?pageSize=501", 400, "validation_failed");
    }

    [Fact]
    public async Task The_scope_to_compose_is_enough_and_is_the_one_that_is_asked_for()
    {
        using var tenant = await _world.ATenantAsync();
        var writer = await AMailbox.OfAsync(_world, tenant, messages: 0, Compose);
        var reader = await AMailbox.OfAsync(_world, tenant, messages: 0, "https://www.googleapis.com/auth/gmail.readonly");

        await tenant.PostAsync(writer.Path + "drafts", new { text = "Mine" }, expectedStatus: 201);
        (await tenant.GetAsync(writer.Path + "drafts")).GetProperty("drafts").GetArrayLength().Should().Be(1);
        (await tenant.GetAsync(reader.Path + "drafts")).GetProperty("drafts").GetArrayLength().Should().Be(0);
        (await tenant.PostProblemAsync(reader.Path + "drafts", new { text = "Mine" }, 403, "insufficient_scope")).Texts("missingScopes").Should().Equal(Compose);
    }

    private static async Task<System.Text.Json.JsonElement> PutAsync(TestTenant tenant, string path, object body)
    {
        using var response = await tenant.Api.PutAsJsonAsync(path, body);
        return await response.ReadAsync(200);
    }
}
