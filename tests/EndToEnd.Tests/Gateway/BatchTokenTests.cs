using System.Text.Json;
using GmailPlatform.EndToEnd.Tests.Gateway.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Gateway;

/// <summary>Batches whose token Gmail does not take.</summary>
public sealed class BatchTokenTests(GatewayWorld world) : IClassFixture<GatewayWorld>
{
    private static readonly string Batch = GatewayMailbox.BatchOf([.. Enumerable.Range(1, 4).Select(id => $"GET /gmail/v1/users/me/messages/{id} HTTP/1.1\r\n\r\n")]);

    [Theory]
    [InlineData("1 2 3 4")]
    [InlineData("2 4")]
    [InlineData("1")]
    public async Task G3_Refused_calls_are_repeated_with_a_newer_token_and_the_others_are_not(string refused)
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        world.Gmail.Requests.Clear();
        string? dead = null;
        world.Gmail.Answer = (call, token) => (dead ??= token) == token && refused.Split(' ').Contains(call.Target.Split('/')[^1]) ? (401, "{}") : (200, $"\"{call.Target}\"");

        var answer = await mailbox.BatchAsync(Batch);

        answer.Statuses.Should().Equal(200, 200, 200, 200);
        answer.Parts.Select(part => part.Body).Should().Equal(Enumerable.Range(1, 4).Select(id => $"\"/gmail/v1/users/me/messages/{id}\""));
        world.Gmail.Requests.Should().HaveCount(2);
        world.Gmail.CallsOf(1).Select(call => call.Target.Split('/')[^1]).Should().Equal(refused.Split(' '));
        (await world.World.Google.CallsAsync("token", mailbox.Person, "refresh_token")).Should().Be(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task G3_A_revocation_that_shows_in_a_batch_is_found_and_says_where_to_consent(bool isPartial)
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        await world.World.Google.DoAsync(mailbox.Person, "revoke");
        world.Gmail.Answer = (call, _) => isPartial && call.Target.EndsWith("/1", StringComparison.Ordinal) ? (200, "{}") : (401, "{}");

        var answer = await mailbox.BatchAsync(Batch);

        answer.Statuses.Should().Equal(isPartial ? 200 : 401, 401, 401, 401);
        var metadata = JsonDocument.Parse(answer.Parts[3].Body).RootElement.GetProperty("error").GetProperty("details")[0].GetProperty("metadata");
        metadata.Text("code").Should().Be("reauthorization_required");
        metadata.Text("authorizationUrl").Should().NotBeNullOrEmpty();
        await mailbox.Tenant.GetProblemAsync(mailbox.Root.Replace("/google/", "/access-token", StringComparison.Ordinal), 409, "reauthorization_required");
    }

    [Fact]
    public async Task G3_A_Gmail_that_refuses_every_token_is_unavailable_for_these_calls_only()
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        world.Gmail.Answer = (call, _) => call.Target.EndsWith("/2", StringComparison.Ordinal) ? (401, "{}") : (200, "{}");

        var answer = await mailbox.BatchAsync(Batch);

        answer.Statuses.Should().Equal(200, 503, 200, 200);
    }

    [Fact]
    public async Task G3_A_batch_that_is_refused_as_a_whole_is_repeated()
    {
        using var mailbox = await GatewayMailbox.OfAsync(world.World);
        var refusals = 1;
        world.Gmail.Answer = (_, _) => (200, "{}");
        world.Gmail.Outer = http =>
        {
            http.Response.StatusCode = 401;
            return Task.FromResult(Interlocked.Decrement(ref refusals) >= 0);
        };

        var answer = await mailbox.BatchAsync(Batch);
        world.Gmail.Outer = _ => Task.FromResult(false);

        answer.Statuses.Should().Equal(200, 200, 200, 200);
    }
}
