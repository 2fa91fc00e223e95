using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Labels of the person's own.</summary>
public sealed class LabelTests(SharedWorld shared)
{
    private const string Labels = "https://www.googleapis.com/auth/gmail.labels";

    private readonly World _world = shared.World;

    [Fact]
    public async Task A_label_is_made_counted_changed_and_deleted()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        using var creation = await tenant.Api.PostAsJsonAsync(mailbox.Path + "labels", new
        {
            name = "Work/Urgent",
            labelListVisibility = "labelShowIfUnread",
            color = new { textColor = "#ffffff", backgroundColor = "#000000" },
        });
        var created = await creation.ReadAsync(201);
        var label = creation.Headers.Location!.OriginalString.TrimStart('/');
        await tenant.PostAsync($"{mailbox.Path}messages/{await mailbox.DeliverAsync()}/modify", new { addLabelIds = new[] { created.Text("id") } });

        var read = await tenant.GetAsync(label);

        (read.Text("name"), read.Text("type"), read.Text("labelListVisibility")).Should().Be(("Work/Urgent", "user", "labelShowIfUnread"));
        read.GetProperty("color").Text("backgroundColor").Should().Be("#000000");
        (read.GetProperty("messagesTotal").GetInt32(), read.GetProperty("messagesUnread").GetInt32()).Should().Be((1, 1));
        var renamed = await PatchAsync(tenant, label, new { name = "Later" }, 200);
        (renamed.Text("name"), renamed.Text("labelListVisibility")).Should().Be(("Later", "labelShowIfUnread"));
        await tenant.DeleteAsync(label);
        await tenant.GetProblemAsync(label, 404, "not_found");
    }

    [Fact]
    public async Task What_cannot_be_a_label_is_refused()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        await tenant.PostAsync(mailbox.Path + "labels", new { name = "Once" }, expectedStatus: 201);

        foreach (var (body, field) in new (object, string)[]
        {
            (new { name = " " }, "name"),
            (new { name = new string('n', 226) }, "name"),
            (new { name = "Fine", labelListVisibility = "always" }, "labelListVisibility"),
            (new { name = "Fine", messageListVisibility = "never" }, "messageListVisibility"),
            (new { name = "once" }, "google"),
            (new { }, "body"),
        })
        {
            (await tenant.PostProblemAsync(mailbox.Path + "labels", body, 400, "validation_failed")).GetProperty("errors").Has(field).Should().BeTrue("{0} is wrong", field);
        }

        (await PatchAsync(tenant, mailbox.Path + "labels/INBOX", new { name = "Mine" }, 400)).Text("code").Should().Be("validation_failed");
        await tenant.GetProblemAsync(mailbox.Path + "labels/Label_none", 404, "not_found");
    }

    [Fact]
    public async Task The_scope_for_labels_is_enough_and_is_the_one_that_is_asked_for()
    {
        using var tenant = await _world.ATenantAsync();
        var sorter = await AMailbox.OfAsync(_world, tenant, messages: 0, Labels);
        var reader = await AMailbox.OfAsync(_world, tenant, messages: 0, "https://www.googleapis.com/auth/gmail.readonly");

        await tenant.PostAsync(sorter.Path + "labels", new { name = "Mine" }, expectedStatus: 201);
        (await tenant.GetAsync(sorter.Path + "labels")).GetProperty("labels").EnumerateArray().Should().Contain(label => label.Text("name") == "Mine");
        (await tenant.PostProblemAsync(reader.Path + "labels", new { name = "Mine" }, 403, "insufficient_scope")).Texts("missingScopes").Should().Equal(Labels);
    }

    private static async Task<System.Text.Json.JsonElement> PatchAsync(TestTenant tenant, string path, object body, int expectedStatus)
    {
        using var response = await tenant.Api.PatchAsJsonAsync(path, body);
        return await response.ReadAsync(expectedStatus);
    }
}
