namespace GmailPlatform.GmailClient.Tests;

/// <summary>What is known of the official client, in files beside the tests.</summary>
internal static class Facts
{
    public static IEnumerable<string> Read(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, file)).Where(line => !line.StartsWith('#'));
}
