using System.ComponentModel.DataAnnotations;

namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Section <c>Audit:Witness</c>: where checkpoints go outside of the database. Each is optional.</summary>
public sealed class WitnessOptions
{
    public const string Section = "Audit:Witness";

    /// <summary>A file that each checkpoint is appended to, as a line of JSON.</summary>
    public string? File { get; set; }

    /// <summary>An address that each checkpoint is posted to, as the text of a signed note.</summary>
    [Url]
    public string? Webhook { get; set; }

    /// <summary>The longest that the webhook may take.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
