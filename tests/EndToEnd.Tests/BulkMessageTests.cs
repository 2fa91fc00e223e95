using GmailPlatform.Domain.Tenancy;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Deletions, and changes of many messages.</summary>
public sealed class BulkMessageTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task A_deleted_message_is_gone_for_good()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Full);
        var message = $"{mailbox.Path}messages/{await mailbox.DeliverAsync()}";

        await tenant.DeleteAsync(message);

        await tenant.GetProblemAsync(message, 404, "not_found");
        (await tenant.DeleteAsync(message, expectedStatus: 404)).Text("code").Should().Be("not_found");
    }

    [Fact]
    public async Task Many_messages_are_changed_and_deleted_at_once_and_unknown_ones_are_passed_over()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Full);
        var ids = new[] { await mailbox.DeliverAsync(), await mailbox.DeliverAsync(), "0123456789abcdef" };

        await tenant.PostAsync(mailbox.Path + "messages/batchModify", new { ids, addLabelIds = new[] { "STARRED" }, removeLabelIds = new[] { "UNREAD" } }, expectedStatus: 204);
        (await tenant.GetAsync($"{mailbox.Path}messages?labelIds=STARRED")).GetProperty("messages").GetArrayLength().Should().Be(2);

        await tenant.PostAsync(mailbox.Path + "messages/batchDelete", new { ids }, expectedStatus: 204);
        (await tenant.GetAsync($"{mailbox.Path}messages")).GetProperty("messages").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task What_says_nothing_or_too_much_is_refused()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Full);
        var many = Enumerable.Range(0, 1001).Select(i => $"{i:x16}").ToArray();

        foreach (var (call, body, field) in new (string, object, string)[]
        {
            ("batchDelete", new { ids = Array.Empty<string>() }, "ids"),
            ("batchDelete", new { ids = many }, "ids"),
            ("batchDelete", new { ids = new[] { "../x" } }, "ids"),
            ("batchModify", new { ids = new[] { "18f0" } }, "addLabelIds"),
            ("batchModify", new { ids = many, addLabelIds = new[] { "STARRED" } }, "ids"),
        })
        {
            (await tenant.PostProblemAsync($"{mailbox.Path}messages/{call}", body, 400, "validation_failed")).GetProperty("errors").Has(field).Should().BeTrue();
        }
    }

    [Fact]
    public async Task Deleting_takes_all_of_the_mail_scope_and_the_permission_to_write()
    {
        using var tenant = await _world.ATenantAsync();
        using var reader = await _world.ATenantAsync(Permission.GrantsRead, Permission.GrantsWrite, Permission.MailRead);
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 0, AMailbox.Modify);
        var message = $"{mailbox.Path}messages/{await mailbox.DeliverAsync()}";

        var problem = await tenant.DeleteAsync(message, expectedStatus: 403);

        problem.Text("code").Should().Be("insufficient_scope");
        problem.Texts("missingScopes").Should().Equal(AMailbox.Full);
        problem.AuthorizationUrl().Should().NotBeEmpty();
        (await tenant.PostProblemAsync(mailbox.Path + "messages/batchDelete", new { ids = new[] { "18f0" } }, 403, "insufficient_scope")).Texts("missingScopes").Should().Equal(AMailbox.Full);
        (await reader.DeleteAsync(message, expectedStatus: 403)).Text("code").Should().Be("forbidden");
    }
}
