using System.Text.Json;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>How an endpoint shall misbehave, for whom and how often.</summary>
internal sealed record Fault
{
    public string Id { get; init; } = "";

    public required string Endpoint { get; init; }

    public string? Person { get; init; }

    public string? GrantType { get; init; }

    public int? Status { get; init; }

    /// <summary>Text is sent as it is, anything else as JSON.</summary>
    public JsonElement? Body { get; init; }

    public string? ContentType { get; init; }

    public int? RetryAfter { get; init; }

    public int? DelayMs { get; init; }

    /// <summary><c>before</c> the effect or <c>after</c> it.</summary>
    public string? Drop { get; init; }

    /// <summary>Fields left out of a JSON answer.</summary>
    public IReadOnlyList<string>? Omit { get; init; }

    /// <summary>Fields put into a JSON answer.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Replace { get; init; }

    /// <summary>Null means until it is removed.</summary>
    public int? Times { get; init; }

    public bool TweaksAnswer => Omit is not null || Replace is not null;

    public string? Validate()
    {
        if (Endpoint != EndpointName.Gmail && !EndpointName.OAuth.Contains(Endpoint)
            && !Gmail.GmailMethods.All.Any(method => method.Id == Endpoint))
        {
            return $"Unknown endpoint: {Endpoint}";
        }

        return (Drop, Status, DelayMs) switch
        {
            (null, null, null) when Body is null && !TweaksAnswer => "say what shall happen: status, body, delayMs, drop, omit or replace",
            (not (null or "before" or "after"), _, _) => "drop must be 'before' or 'after'",
            (_, < 200 or > 599, _) => "status must be between 200 and 599",
            (_, _, < 0 or > 600_000) => "delayMs must be between 0 and 600000",
            _ => Times is <= 0 ? "times must be positive" : null,
        };
    }
}
