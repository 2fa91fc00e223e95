using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Grants;

/// <summary>The person behind a token set, and how that was learnt.</summary>
/// <param name="HostedDomain">The organization that the account belongs to, by Google's <c>hd</c> claim; null for an account of none.</param>
public sealed record Identity(GoogleAccount Account, IdentitySource Source, string? HostedDomain);

/// <summary>Says who a token set belongs to.</summary>
public interface IIdentityProvider
{
    /// <summary>
    /// Reads the verified <c>id_token</c> (issuer, audience, expiry, signature, nonce), else asks UserInfo. A wrong nonce is a code
    /// injected from elsewhere and is never helped by UserInfo. Failures: <c>no_user_id</c>, <c>code_exchange_failed</c>.
    /// </summary>
    Task<Result<Identity>> IdentifyAsync(GoogleClient client, TokenSet tokens, Secret? nonce, CancellationToken ct);
}
