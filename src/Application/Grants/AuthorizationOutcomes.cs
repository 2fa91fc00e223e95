using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

internal static class AuthorizationOutcomes
{
    /// <summary>What is remembered of a consent's end.</summary>
    public static AuthorizationOutcome Of(Result<ConnectedGrant> result) =>
        result.Succeeded(out var grant, out var failure) ? new AuthorizationOutcome(grant.Id, Error: null) : Of(failure);

    /// <summary>What is remembered of a consent that failed.</summary>
    public static AuthorizationOutcome Of(Failure failure) => new(GrantId: null, failure.Code)
    {
        Kind = failure.Kind,
        Detail = failure.Detail,
        Reason = failure.Reason,
        ProviderDescription = failure.ProviderDescription,
    };
}
