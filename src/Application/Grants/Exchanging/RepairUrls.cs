using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>The URL that leads on from an exchange: it repairs a failure, or asks for the scopes that are missing.</summary>
internal sealed class RepairUrls(IGrantStore grants, ConsentRequests consent)
{
    /// <summary>The URL of the scopes that the person did not grant.</summary>
    public async Task<string> MissingScopesUrlAsync(ExchangeFlow flow, ConnectedGrant connected)
    {
        var tenant = flow.Command.Caller.Tenant;
        var held = await grants.HoldAsync(tenant, connected.Id, CancellationToken.None)
            ?? throw new InvalidOperationException("A grant is never deleted.");
        var wish = ConsentRequests.Renewal(tenant, held, ScopeSet.Empty) with { ClientState = flow.Command.State, HostedDomain = flow.HostedDomain };
        return flow.Command.Answers is { } answered ? consent.RestUrl(flow.Client, answered, held) : UrlFor(flow, wish);
    }

    /// <summary>The failure with the URL that repairs it.</summary>
    public Failure WithUrl(ExchangeState.Failed failed, ExchangeFlow flow)
    {
        var (failure, command) = (failed.Failure, flow.Command);
        if (command.Answers is { } answered)
        {
            return WithUrl(flow.Client, answered, failure, failed.LoginHint);
        }

        var wish = new ConsentWish(command.Caller.Tenant, command.Scopes ?? ScopeSet.Of(flow.Client.DefaultScopes))
        {
            LoginHint = failed.LoginHint ?? flow.Renewed?.Account?.Email,
            ClientState = command.State,
            HostedDomain = flow.HostedDomain,
            Known = flow.Renewed?.Grant,
            Renews = flow.Renewed is not null,
            ForceConsent = failed.ForceConsent,
        };
        return failure with { AuthorizationUrl = UrlFor(flow, wish) };
    }

    /// <summary>A failure of a code that answered an authorization of the platform's own, with the URL that asks again.</summary>
    /// <param name="client">The Google client of the authorization's tenant.</param>
    /// <param name="answered">The authorization.</param>
    /// <param name="failure">Why it did not end well.</param>
    /// <param name="loginHint">The person, where they are known.</param>
    public Failure WithUrl(GoogleClient client, StoredAuthorization answered, Failure failure, string? loginHint = null)
    {
        // The hinted account is not in that organization: only the choice of accounts leads on.
        var asked = failure.Reason == GrantFailures.WrongHostedDomain.Reason
            ? answered with { Authorization = answered.Authorization with { LoginHint = null } }
            : answered;
        // The person came here from a consent: without another one that is shown, Google sends no refresh token.
        var forceConsent = failure.Code != GrantFailures.AccountMismatch.Code && failure.Code != GrantFailures.AccessDenied.Code;
        return failure with { AuthorizationUrl = consent.RepairUrl(client, asked, loginHint, forceConsent) };
    }

    /// <summary>A client with a redirect URI of its own gets its own URL.</summary>
    private string UrlFor(ExchangeFlow flow, ConsentWish wish) =>
        flow.Command.RedirectUri is ExchangeCode.PostMessage || flow.Command.RedirectUri == flow.Client.RedirectUri
            // A pop-up has no address to send a person to, and the platform's callback takes only its own states.
            ? consent.OfferUrl(flow.Client, wish)
            : consent.UrlFor(flow.Client, flow.Command.RedirectUri, wish);
}
