using GmailPlatform.GoogleSandbox.OAuth;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.Risc;

/// <summary>Tells the projects that a person allowed to know them what happens to the person's account and tokens.</summary>
internal sealed class Transmitter(
    StreamBook streams, ClientRegistry clients, ConsentLedger consents, TokenStore tokens, SecurityEventTokens signer, Delivery delivery)
{
    /// <summary>The issuer of security events, which unlike that of id_tokens ends with a slash.</summary>
    public static string IssuerOf(string issuer) => issuer.TrimEnd('/') + "/";

    public void SendVerification(RiscStream stream, string? state, string issuer) =>
        Send(stream, new SecurityEvent(RiscEvents.Verification, AudienceOf(stream), IssuerOf(issuer)) { State = state });

    /// <summary>Does something to an account, and tells it. Who is told is settled before: consents may end with it.</summary>
    public void Tell(Person person, string issuer, Action act, params IReadOnlyList<string> types)
    {
        var audience = streams.All().Where(stream => Knows(stream.ProjectId, person.Sub)).ToList();
        act();
        foreach (var stream in audience)
        {
            foreach (var type in types)
            {
                Send(stream, new SecurityEvent(type, AudienceOf(stream), IssuerOf(issuer)) { Subject = SecurityEvent.Account(IssuerOf(issuer), person.Sub) });
            }
        }
    }

    /// <summary>Ends tokens of a project, and tells it which refresh tokens ended.</summary>
    public void TellTokens(string sub, string projectId, string issuer, Action end)
    {
        var told = streams.Find(projectId) is { } stream && Knows(projectId, sub) ? stream : null;
        var ended = told is null ? [] : tokens.LiveRefreshTokens(token => token.Sub == sub && token.ProjectId == projectId);
        end();
        foreach (var token in ended)
        {
            Send(told!, new SecurityEvent(RiscEvents.TokenRevoked, [token.ClientId], IssuerOf(issuer)) { Subject = SecurityEvent.Token(token.Value, TokenIdentifiers.Hash) });
        }
    }

    private IReadOnlyList<string> AudienceOf(RiscStream stream) => [.. clients.OfProject(stream.ProjectId).Select(client => client.ClientId)];

    /// <summary>Google tells a project only of those who granted it their profile or address.</summary>
    private bool Knows(string projectId, string sub) => consents.Granted(sub, projectId).Overlaps([Scopes.Email, Scopes.Profile]);

    private void Send(RiscStream stream, SecurityEvent securityEvent)
    {
        if (stream.Wants(RiscEvents.UriOf(securityEvent.Type)))
        {
            var (jti, compact) = signer.Sign(securityEvent);
            delivery.Enqueue(new OutgoingEvent(jti, securityEvent.Type, stream.Url, compact));
        }
    }
}
