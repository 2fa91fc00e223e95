using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Risc;

namespace GmailPlatform.GoogleSandbox.State;

/// <summary>What outlives a restart: the content of the state file.</summary>
/// <param name="RiscStreams">Null in a file of a sandbox that knew no security events.</param>
internal sealed record SandboxState(
    TimeSpan ClockOffset,
    IReadOnlyList<SavedPerson> People,
    IReadOnlyList<OAuthClient> Clients,
    IReadOnlyList<ServiceAccount> ServiceAccounts,
    IReadOnlyList<Consent> Consents,
    IssuedTokens Tokens,
    IReadOnlyList<SavedSigningKey> SigningKeys,
    IReadOnlyList<RiscStream>? RiscStreams = null);
