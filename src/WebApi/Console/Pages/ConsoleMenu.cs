using GmailPlatform.Domain.Console;

namespace GmailPlatform.WebApi.Console.Pages;

/// <summary>The menu shows what a role may open, and nothing else.</summary>
internal static class ConsoleMenu
{
    public const string Overview = "/console";
    public const string Grants = "/console/grants";
    public const string History = "/console/history";
    public const string Checkpoint = "/console/checkpoint";
    public const string Tenants = "/console/tenants";
    public const string Health = "/console/health";
    public const string People = "/console/people";

    private static readonly ConsoleRole[] Everybody = [ConsoleRole.Admin, ConsoleRole.Auditor, ConsoleRole.Operator];
    private static readonly ConsoleRole[] Readers = [ConsoleRole.Admin, ConsoleRole.Auditor];

    private static readonly (string Name, string Path, ConsoleRole[] For)[] Entries =
    [
        ("Overview", Overview, Everybody),
        ("Grants", Grants, Everybody),
        ("History", History, Readers),
        ("Checkpoint", Checkpoint, Readers),
        ("Tenants", Tenants, Readers),
        ("People", People, Readers),
        ("Health", Health, Everybody),
        ("Jobs", "/hangfire", Everybody),
    ];

    public static IEnumerable<(string Name, string Path)> For(IEnumerable<ConsoleRole> roles) =>
        Entries.Where(entry => entry.For.Intersect(roles).Any()).Select(entry => (entry.Name, entry.Path));
}
