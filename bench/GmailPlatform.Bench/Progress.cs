namespace GmailPlatform.Bench;

/// <summary>What happens, as it happens: on standard error, since standard output is the report's.</summary>
internal static class Progress
{
    public static void Say(string line) => Console.Error.WriteLine(line);
}
