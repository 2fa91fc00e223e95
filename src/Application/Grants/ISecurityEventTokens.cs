using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

/// <summary>A security event that holds, and what it is about: an account or a token.</summary>
/// <param name="Audience">The Google clients that it is for.</param>
/// <param name="Subject">The account's <c>sub</c>; null for an event about a token.</param>
/// <param name="RefreshTokenLookup">Finds the token among the stored ones and shows nothing of it.</param>
public sealed record ReceivedSecurityEvent(SecurityEvent Event, IReadOnlyList<string> Audience, string? Subject, string? RefreshTokenLookup);

/// <summary>Reads security event tokens (RFC 8417).</summary>
public interface ISecurityEventTokens
{
    /// <summary>
    /// The events of a token whose signature, issuer and audience hold; none for one that only tries the stream. Failures: those of
    /// <see cref="SecurityEventFailures"/>, and <c>google_unavailable</c> while Google's keys cannot be had.
    /// </summary>
    Task<Result<IReadOnlyList<ReceivedSecurityEvent>>> VerifyAsync(Secret token, CancellationToken ct);
}
