using System.Text;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Verdicts;

/// <summary>A node whose cached token is older than the stored one, and both have ended at Google: only the token endpoint can tell what that means.</summary>
public sealed class StaleNodeTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private readonly World _world = nodes.World;

    public static TheoryData<string> Paths => ["list", "metadata page", "stream", "message", "download", "send", "gateway", "gateway post"];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task C2_a_call_with_a_stale_token_succeeds_after_one_refresh_at_Google(string path)
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 1, AMailbox.Full);
        var message = await mailbox.DeliverAsync();
        await MakeStaleAsync(mailbox);
        await _world.Google.DoAsync(mailbox.Person, "expire-access-tokens");

        using var response = await SendAsync(mailbox, path, message);

        ((int)response.StatusCode).Should().Be(200, "of {0}", await response.Content.ReadAsStringAsync());
        (await _world.Google.StatusesAsync("token", mailbox.Person, "refresh_token")).Should().Equal(200, 200);
        (await tenant.GetAsync(mailbox.Path.TrimEnd('/'))).Text("status").Should().Be("active");
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task C2_a_revocation_that_a_stale_node_meets_is_recorded_and_told_with_where_to_consent(string path)
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 1, AMailbox.Full);
        var message = await mailbox.DeliverAsync();
        await MakeStaleAsync(mailbox);
        await _world.Google.DoAsync(mailbox.Person, "revoke");

        using var response = await SendAsync(mailbox, path, message);

        var body = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).Should().Be(path.StartsWith("gateway", StringComparison.Ordinal) ? 401 : 409, "of {0}", body);
        body.Should().Contain("reauthorization_required").And.Contain("authorizationUrl");
        (await tenant.HistoryAsync(mailbox.Path.Split('/')[2])).Should().ContainSingle(type => type == "reauthorization_required");
    }

    /// <summary>The first node caches generation 1, and is not told that the second has refreshed it to 2.</summary>
    private async Task MakeStaleAsync(AMailbox mailbox)
    {
        var grant = mailbox.Path.Split('/')[2];
        await Eventually.HoldsAsync("the first node uses its cache", () => Task.FromResult(IsCurrent(_world.Services)));
        await mailbox.Tenant.GetAsync(mailbox.Path + "profile");
        var refresh = new RefreshCredentials(new Caller(mailbox.Tenant.Id, Actor.Job("test")), Guid.Parse(grant), NewerThan: 1) { Routine = true };
        (await nodes.Second.Services.SendAsync(refresh)).Generation.Should().Be(2);
    }

    private static bool IsCurrent(IServiceProvider node) => ((ChangeFeed)node.GetService(typeof(ChangeFeed))!).IsCurrent;

    private static Task<HttpResponseMessage> SendAsync(AMailbox mailbox, string path, string message)
    {
        var (api, root) = (mailbox.Tenant.Api, mailbox.Path);
        switch (path)
        {
            case "list":
                return api.GetAsync(root + "messages");
            case "metadata page":
                return api.GetAsync(root + "messages?view=metadata");
            case "stream":
                var stream = new HttpRequestMessage(HttpMethod.Get, root + "messages") { Headers = { { "Accept", "application/x-ndjson" } } };
                return api.SendAsync(stream);
            case "message":
                return api.GetAsync(root + $"messages/{message}");
            case "download":
                var download = new HttpRequestMessage(HttpMethod.Get, root + $"messages/{message}?format=raw") { Headers = { { "Accept", "message/rfc822" } } };
                return api.SendAsync(download);
            case "send":
                return api.PostAsJsonAsync(root + "messages/send", new { to = new[] { mailbox.Person }, subject = "x", text = "y" });
            case "gateway":
                return api.GetAsync(root + "google/gmail/v1/users/me/profile");
            case "gateway post":
                return api.PostAsync(
                    root + $"google/gmail/v1/users/me/messages/{message}/modify", new StringContent("""{"addLabelIds":["STARRED"]}""", Encoding.UTF8, "application/json"));
            default:
                throw new ArgumentOutOfRangeException(nameof(path), path, "No such path.");
        }
    }
}
