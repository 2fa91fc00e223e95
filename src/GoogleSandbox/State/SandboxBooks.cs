using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Risc;

namespace GmailPlatform.GoogleSandbox.State;

/// <summary>Everything in memory that is worth keeping, taken and put back as one.</summary>
internal sealed class SandboxBooks(
    SandboxClock clock,
    PeopleDirectory people,
    ClientRegistry clients,
    ServiceAccountRegistry serviceAccounts,
    ConsentLedger consents,
    TokenStore tokens,
    SigningKeys signingKeys,
    StreamBook riscStreams)
{
    public SandboxState Snapshot() => new(
        clock.Offset,
        people.Snapshot(),
        clients.Snapshot(),
        serviceAccounts.Snapshot(),
        consents.Snapshot(),
        tokens.Snapshot(),
        signingKeys.Snapshot(),
        riscStreams.All());

    public void Restore(SandboxState state)
    {
        clock.Advance(state.ClockOffset);
        people.Restore(state.People);
        clients.Restore(state.Clients);
        serviceAccounts.Restore(state.ServiceAccounts);
        consents.Restore(state.Consents);
        tokens.Restore(state.Tokens);
        signingKeys.Restore(state.SigningKeys);
        riscStreams.Restore(state.RiscStreams ?? []);
    }
}
