namespace GmailPlatform.GoogleSandbox.People.Seeding;

/// <summary>Labels that a seeded mailbox has of its own.</summary>
internal static class UserLabels
{
    public const string Receipts = "Receipts";
    public const string Travel = "Travel";
    public const string Work = "Work";
    public const string Invoices = "Work/Invoices";
    public const string Reading = "Reading list";

    public static readonly IReadOnlyList<string> All = [Receipts, Travel, Work, Invoices, Reading];
}
