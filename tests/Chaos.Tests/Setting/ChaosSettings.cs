using System.Globalization;
using System.Security.Cryptography;

namespace GmailPlatform.Chaos.Tests;

/// <summary>What a run is told by its environment.</summary>
/// <param name="Seed">Determines what clients and faults choose; how calls and faults then meet is up to the machine.</param>
/// <param name="Duration">How long faults are injected.</param>
/// <param name="Folder">Where logs, export and figures are kept; null keeps none.</param>
internal sealed record ChaosSettings(int Seed, TimeSpan Duration, string? Folder)
{
    /// <summary>How many clients call at once.</summary>
    public const int Clients = 20;

    private const double UsualMinutes = 2;

    public static ChaosSettings FromEnvironment() => new(
        Read("GMAILPLATFORM_CHAOS_SEED") is { } seed ? int.Parse(seed, CultureInfo.InvariantCulture) : RandomNumberGenerator.GetInt32(int.MaxValue),
        TimeSpan.FromMinutes(Read("GMAILPLATFORM_CHAOS_MINUTES") is { } minutes ? double.Parse(minutes, CultureInfo.InvariantCulture) : UsualMinutes),
        Read("GMAILPLATFORM_CHAOS_FOLDER"));

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
