using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Google's client library for Node, unmodified, at the sandbox and through the gateway.</summary>
public sealed class OfficialNodeClientTests(SharedWorld shared)
{
    private static readonly string[] Scopes = ["openid", "email", "https://www.googleapis.com/auth/gmail.modify"];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string Folder = typeof(OfficialNodeClientTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key is "NodeClient").Value!;

    private readonly World _world = shared.World;

    [Fact]
    public async Task A_tour_of_a_mailbox_shows_the_same_through_the_gateway_as_at_Google()
    {
        using var tenant = await _world.ATenantAsync();
        var (one, other) = (await AMailboxAsync(tenant), await AMailboxAsync(tenant));
        var accessToken = (await tenant.GetAsync($"v1/grants/{one}/access-token")).Text("accessToken")!;

        var direct = await TourAsync(_world.Settings.SandboxUrl, accessToken);
        var throughUs = await TourAsync(new Uri(_world.PlatformUrl, $"v1/grants/{other}/google/"), tenant.ApiKey);

        throughUs.Should().Be(direct);
        ShouldHaveSeenAll(JsonDocument.Parse(direct).RootElement);
    }

    private static void ShouldHaveSeenAll(JsonElement tour)
    {
        tour.GetProperty("all messages").GetArrayLength().Should().Be(20);
        foreach (var step in new[] { "its attachment", "sent by resumable upload", "answered in its thread", "draft sent", "trashed", "many modified", "label deleted" })
        {
            tour.GetProperty(step).ValueKind.Should().Be(JsonValueKind.True, step);
        }

        tour.GetProperty("batch").Texts("statuses").Should().Equal("HTTP/1.1 200", "HTTP/1.1 404");
        tour.GetProperty("no such message").Text("reason").Should().Be("notFound");
        tour.GetProperty("somebody else").Text("reason").Should().Be("forbidden");
        tour.GetProperty("deleted without the scope for it").Text("reason").Should().Be("insufficientPermissions");
        tour.Texts("history").Should().Contain(["labelsAdded", "messagesAdded"]);
    }

    /// <summary>Each holds the same mail.</summary>
    private async Task<string> AMailboxAsync(TestTenant tenant)
    {
        var person = await _world.Google.APersonAsync();
        for (var number = 0; number < 20; number++)
        {
            await _world.Google.PostAsync($"sandbox/people/{person}/mail", new
            {
                from = $"writer{number % 3}@example.com",
                subject = number % 4 == 0 ? $"The tour, part {number}" : $"Note {number}",
                text = new string('x', number * 100),
                labelIds = number % 5 == 0 ? new[] { "INBOX", "UNREAD" } : ["INBOX"],
                date = _world.Clock.GetUtcNow().AddHours(-number),
            }, expectedStatus: 201);
        }

        return await tenant.ConnectAsync(person, Scopes);
    }

    private static async Task<string> TourAsync(Uri root, string accessToken)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var node = Process.Start(new ProcessStartInfo("node", ["tour.mjs", root.AbsoluteUri, accessToken])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        try
        {
            var (output, error) = (node.StandardOutput.ReadToEndAsync(limit.Token), node.StandardError.ReadToEndAsync(limit.Token));
            await node.WaitForExitAsync(limit.Token);
            return node.ExitCode == 0 ? await output : throw new InvalidOperationException($"The tour broke off: {await error}");
        }
        finally
        {
            node.Kill(entireProcessTree: true);
        }
    }
}
