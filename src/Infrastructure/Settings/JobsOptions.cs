namespace GmailPlatform.Infrastructure.Settings;

/// <summary>Section <c>Jobs</c>: which background work this node does.</summary>
public sealed class JobsOptions
{
    public const string Section = "Jobs";

    /// <summary>False leaves all jobs to other nodes.</summary>
    public bool Run { get; set; } = true;

    /// <summary>False leaves the recurring jobs to other nodes.</summary>
    public bool Recurring { get; set; } = true;
}
