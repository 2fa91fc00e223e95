using System.Text.Json;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>How an endpoint shall misbehave, for whom and how often.</summary>
internal sealed record Fault
{
    /// <summary>Nothing has happened yet.</summary>
    public const string Before = "before";

    /// <summary>Everything has happened and nobody learns of it.</summary>
    public const string After = "after";

    /// <summary>Everything has happened, and half of the answer has gone out.</summary>
    public const string Midway = "midway";

    private static readonly string[] Moments = [Before, After, Midway];

    public string Id { get; init; } = "";

    public required string Endpoint { get; init; }

    public string? Person { get; init; }

    public string? ClientId { get; init; }

    public string? GrantType { get; init; }

    public int? Status { get; init; }

    /// <summary>Text is sent as it is, anything else as JSON.</summary>
    public JsonElement? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>The bytes of the body in base64, sent with <see cref="Headers"/> and no others.</summary>
    public string? Raw { get; init; }

    /// <summary>The headers of a <see cref="Raw"/> answer, as they are written.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public int? RetryAfter { get; init; }

    public int? DelayMs { get; init; }

    /// <summary>Whether <see cref="DelayMs"/>, and the answer that <see cref="Status"/> names, come after the effect.</summary>
    public bool AfterEffect { get; init; }

    /// <summary>When the connection is closed without an answer (TCP FIN): <see cref="Before"/>, <see cref="After"/> or <see cref="Midway"/>.</summary>
    public string? Drop { get; init; }

    /// <summary>When the connection is reset (TCP RST): the same moments.</summary>
    public string? Reset { get; init; }

    /// <summary>What becomes of the body: see <see cref="AnswerGarble"/>.</summary>
    public string? Garble { get; init; }

    /// <summary>Fields left out of a JSON answer.</summary>
    public IReadOnlyList<string>? Omit { get; init; }

    /// <summary>Fields put into a JSON answer.</summary>
    public IReadOnlyDictionary<string, JsonElement>? Replace { get; init; }

    /// <summary>Quota units that a person has in a minute; what goes beyond is refused.</summary>
    public int? UnitsPerMinute { get; init; }

    /// <summary>Null means until it is removed.</summary>
    public int? Times { get; init; }

    public bool TweaksAnswer => Omit is not null || Replace is not null;

    /// <summary>When the connection ends, whichever way.</summary>
    public string? Break => Drop ?? Reset;

    public string? Validate() => ValidateTarget() ?? ValidateDeed();

    private string? ValidateTarget()
    {
        if (Endpoint is not (EndpointName.Gmail or EndpointName.Batch) && !EndpointName.OAuth.Contains(Endpoint)
            && !Gmail.GmailMethods.All.Any(method => method.Id == Endpoint))
        {
            return $"Unknown endpoint: {Endpoint}";
        }

        return Times is <= 0 ? "times must be positive" : null;
    }

    private string? ValidateDeed()
    {
        object?[] deeds = [Raw ?? Status ?? (object?)Body, Drop, Reset, Garble, TweaksAnswer ? Omit ?? (object?)Replace : null, UnitsPerMinute];
        return deeds.Count(deed => deed is not null) switch
        {
            0 when DelayMs is null => "say what shall happen: status, body, raw, delayMs, drop, reset, garble, omit, replace or unitsPerMinute",
            > 1 => "one of status or body or raw, drop, reset, garble, omit or replace, unitsPerMinute at a time; delayMs goes with each",
            _ when AfterEffect && (Status is null ? DelayMs is null || deeds.Any(deed => deed is not null) : Raw is not null) => "afterEffect goes with status, or with delayMs alone",
            _ when Break is { } moment && !Moments.Contains(moment) => "drop and reset must be 'before', 'after' or 'midway'",
            _ when Garble is { } garble && !AnswerGarble.Ways.Contains(garble) => $"garble must be '{string.Join("' or '", AnswerGarble.Ways)}'",
            _ when UnitsPerMinute is <= 0 => "unitsPerMinute must be positive",
            _ when RawAnswer.Problem(this) is { } problem => problem,
            _ when Status is < 200 or > 599 && Raw is null => "status must be between 200 and 599",
            _ when DelayMs is < 0 or > 600_000 => "delayMs must be between 0 and 600000",
            _ => null,
        };
    }
}
