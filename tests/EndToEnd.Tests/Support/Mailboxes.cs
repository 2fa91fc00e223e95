using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Support;

/// <summary>What tests want to know of a mailbox, seen through the typed API.</summary>
internal static class Mailboxes
{
    public static async Task<IReadOnlyList<string>> IdsAsync(this TestTenant tenant, string grantId, string query)
    {
        var list = await tenant.GetAsync($"v1/grants/{grantId}/messages?q={Uri.EscapeDataString(query)}");
        return [.. list.GetProperty("messages").EnumerateArray().Select(message => message.Text("id")!)];
    }

    public static Task<JsonElement> MessageAsync(this TestTenant tenant, string grantId, string id) => tenant.GetAsync($"v1/grants/{grantId}/messages/{id}");

    /// <summary>The only message that matches.</summary>
    public static async Task<JsonElement> SingleMessageAsync(this TestTenant tenant, string grantId, string query) =>
        await tenant.MessageAsync(grantId, (await tenant.IdsAsync(grantId, query)).Should().ContainSingle().Subject);

    public static string? Header(this JsonElement message, string name) => message.GetProperty("headers").EnumerateArray()
        .FirstOrDefault(header => string.Equals(header.Text("name"), name, StringComparison.OrdinalIgnoreCase)) is { ValueKind: JsonValueKind.Object } found ? found.Text("value") : null;
}
