using System.Text.Json;
using GmailPlatform.Application.Grants;
using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Google's security events, sent to the platform of a world.</summary>
internal static class SecurityEvents
{
    public static string Receiver(this World world) => $"{world.PlatformUrl}google/risc";

    /// <summary>Sends an event and expects that it is taken.</summary>
    public static async Task<JsonElement> TellAsync(this World world, IReadOnlyDictionary<string, object> securityEvent)
    {
        var sent = await world.SendEventAsync(securityEvent);
        sent.GetProperty("status").GetInt32().Should().Be(202, "of {0}", sent.Text("body"));
        return sent;
    }

    /// <summary>Sends an event; answers the sandbox's <c>{jti, set, status, body}</c>.</summary>
    public static Task<JsonElement> SendEventAsync(this World world, IReadOnlyDictionary<string, object> securityEvent) =>
        world.Google.PostAsync("sandbox/risc", new Dictionary<string, object>(securityEvent) { ["url"] = world.Receiver() });

    public static Dictionary<string, object> Event(string type, string person) => new() { ["event"] = type, ["email"] = person };

    public static Dictionary<string, object> TokenRevoked(string token, string algorithm = "hash_base64_sha512_sha512") =>
        new() { ["event"] = "token-revoked", ["token"] = token, ["tokenIdentifierAlg"] = algorithm };

    public static Dictionary<string, object> With(this Dictionary<string, object> securityEvent, string name, object value)
    {
        securityEvent[name] = value;
        return securityEvent;
    }

    /// <summary>Waits until no event is left that has not taken effect.</summary>
    public static Task SettleAsync(this World world) => Eventually.HoldsAsync("the security events have taken effect", async () =>
        (await world.Services.GetRequiredService<ISecurityEventStore>().ListUnprocessedAsync(DateTimeOffset.MaxValue, 1, CancellationToken.None)).Count == 0);

    /// <summary>The refresh token that a grant holds.</summary>
    public static async Task<string> RefreshTokenAsync(this World world, TestTenant tenant, string grantId) =>
        (await world.Services.GetRequiredService<IGrantStore>().HoldAsync(tenant.Id, Guid.Parse(grantId), CancellationToken.None))!.Tokens!.RefreshToken.Reveal();
}
