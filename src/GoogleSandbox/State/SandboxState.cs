using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.State;

/// <summary>What outlives a restart: the content of the state file.</summary>
internal sealed record SandboxState(
    TimeSpan ClockOffset,
    IReadOnlyList<SavedPerson> People,
    IReadOnlyList<OAuthClient> Clients,
    IReadOnlyList<ServiceAccount> ServiceAccounts,
    IReadOnlyList<Consent> Consents,
    IssuedTokens Tokens,
    IReadOnlyList<SavedSigningKey> SigningKeys);
