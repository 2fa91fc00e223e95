using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Mailbox;

/// <summary>One wish to send one message, however often it is uttered.</summary>
/// <param name="KeySha256">Of the caller's <c>Idempotency-Key</c>.</param>
/// <param name="ContentSha256">Of what is to be sent: the same key with another content is a mistake.</param>
public sealed record SendRequest(TenantId Tenant, Guid GrantId, byte[] KeySha256, byte[] ContentSha256);

/// <summary>What is known of a wish to send.</summary>
public abstract record SendClaim
{
    private SendClaim()
    {
    }

    /// <summary>It is this caller's turn.</summary>
    /// <param name="Id">Makes the <c>Message-ID</c>: the same for every attempt under this key, known before the first.</param>
    /// <param name="Owner">Tells this claim from a successor's.</param>
    /// <param name="MayBeSent">An attempt before this one ended without its outcome being known.</param>
    public sealed record Granted(SendRequest Request, Guid Id, Guid Owner, bool MayBeSent) : SendClaim;

    public sealed record AlreadySent(SentMessage Message) : SendClaim;

    /// <summary>The key was used for another message.</summary>
    public sealed record OtherContent : SendClaim;

    /// <summary>Another attempt is under way, here or on another node.</summary>
    public sealed record Busy : SendClaim;
}

/// <summary>
/// Remembers by <c>Idempotency-Key</c> what was sent, for at least a day. All nodes share it. A claim is a row that is taken and ended by
/// short statements; one whose holder died can be taken over when its time is up, by the database's clock.
/// </summary>
public interface ISendLedger
{
    /// <summary>Claims a wish for as long as an attempt may last; waits for an attempt under way, but not for ever.</summary>
    /// <param name="request">The wish.</param>
    /// <param name="duration">Longer than whatever is done under the claim.</param>
    Task<SendClaim> ClaimAsync(SendRequest request, TimeSpan duration, CancellationToken ct);

    /// <summary>Whether a message was sent under this key.</summary>
    /// <param name="keySha256">Of the caller's <c>Idempotency-Key</c>.</param>
    Task<bool> IsSentAsync(TenantId tenant, Guid grantId, byte[] keySha256, CancellationToken ct);

    /// <summary>Ends a claim with what was sent.</summary>
    Task RecordAsync(SendClaim.Granted claim, SentMessage sent, CancellationToken ct);

    /// <summary>Ends a claim under which nothing was sent, and forgets it.</summary>
    Task ForgetAsync(SendClaim.Granted claim, CancellationToken ct);

    /// <summary>Ends a claim whose outcome is unknown: the next one begins after Google has had time to settle it.</summary>
    Task LeaveOpenAsync(SendClaim.Granted claim, CancellationToken ct);

    /// <summary>Forgets what was asked for before then; answers how much it was.</summary>
    Task<int> PurgeAsync(DateTimeOffset before, CancellationToken ct);
}
