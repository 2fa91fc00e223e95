using GmailPlatform.Domain;

namespace GmailPlatform.Application;

/// <summary>Tells what is away for a while, and comes back, from bugs.</summary>
public interface IOutages
{
    /// <summary>What to answer to a caller whose request met the outage; null for a bug.</summary>
    Failure? Describe(Exception exception);
}
