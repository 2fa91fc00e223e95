namespace GmailPlatform.GoogleSandbox.People;

/// <summary>The people that every sandbox starts with.</summary>
internal static class SeededPeople
{
    public static readonly IReadOnlyList<(string Email, string Name, string? HostedDomain, int Messages)> All =
    [
        ("mira.castellan@example.com", "Mira Castellan", null, 480),
        ("jonas.weber@example.com", "Jonas Weber", null, 360),
        ("aiko.tanaka@studio.example", "Aiko Tanaka", "studio.example", 420),
    ];
}
