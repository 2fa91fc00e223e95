namespace GmailPlatform.Bench.Servers;

/// <summary>What the bare endpoints are told, by the environment.</summary>
internal static class BareSettings
{
    public const string ApiKey = "BENCH_API_KEY";

    public const string Postgres = "BENCH_POSTGRES";

    /// <summary>The key of the sealed tokens, in base64.</summary>
    public const string SealingKey = "BENCH_SEALING_KEY";

    public static string Read(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
