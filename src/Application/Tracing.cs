using System.Diagnostics;

namespace GmailPlatform.Application;

/// <summary>The platform's source of spans; the host decides where they go.</summary>
public static class Tracing
{
    public const string SourceName = "GmailPlatform";

    internal static readonly ActivitySource Source = new(SourceName);
}
