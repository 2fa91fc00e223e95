namespace GmailPlatform.Infrastructure.Audit;

/// <summary>Section <c>Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Audit";

    public WitnessOptions Witness { get; set; } = new();
}
