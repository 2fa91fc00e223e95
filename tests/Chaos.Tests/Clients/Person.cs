using GmailPlatform.Testing;

namespace GmailPlatform.Chaos.Tests;

/// <summary>How a person's grant stands, as far as answers have told.</summary>
internal enum PersonStatus
{
    NotConnected,
    Connected,
    Revoked,
    Erased,
}

/// <summary>A person of one client, and all that was acknowledged of them.</summary>
internal sealed class Person(string email, TestTenant tenant)
{
    public const string RevocationUnderWay = "a revocation was under way when the person consented";

    public string Email { get; } = email;

    public TestTenant Tenant { get; } = tenant;

    public PersonStatus Status { get; private set; }

    /// <summary>The grant that was acknowledged last.</summary>
    public string? GrantId { get; private set; }

    public List<string> ErasedGrants { get; } = [];

    public List<SendRequest> Sends { get; } = [];

    /// <summary>Why an answer may ask for consent; null: none may.</summary>
    public string? ReasonToConsent { get; private set; }

    /// <summary>A platform's answer has asked for consent, and the reason was known.</summary>
    public bool IsAskedToConsent { get; set; }

    /// <summary>Google may still be told of a revocation, and would end a newer consent with it.</summary>
    public bool RevocationMayBeUnderWay { get; private set; }

    /// <summary>A code may have been exchanged of which nobody heard: Google then gives no refresh token to the next.</summary>
    public bool ExchangeMayBeLost { get; set; }

    /// <summary>The refresh token ended and the consent did not: Google gives a new one only where consent is forced.</summary>
    public bool RefreshTokenAloneEnded { get; set; }

    /// <summary>An unanswered call may still be carried out at any later time.</summary>
    public bool IsUnpredictable { get; set; }

    /// <summary>Was erased and does not come back, which shows what an erasure leaves.</summary>
    public bool IsGone { get; set; }

    /// <summary>A consent was acknowledged. Answers what is wrong with its grant's id.</summary>
    /// <param name="grantId">As answered.</param>
    /// <param name="revocationWasSettled">No earlier revocation could reach Google any more when the consent began.</param>
    /// <param name="forced">Google gave a refresh token in any case.</param>
    public string? Connect(string grantId, bool revocationWasSettled, bool forced)
    {
        var wrong = ErasedGrants.Contains(grantId, StringComparer.Ordinal) ? $"the consent was stored in the erased grant {grantId}"
            : Status is not PersonStatus.Erased && GrantId is { } known && known != grantId ? $"the same account continued {grantId} and not its grant {known}"
            : null;
        var refreshTokenMayBeOld = !forced && (ExchangeMayBeLost || RefreshTokenAloneEnded);
        RevocationMayBeUnderWay &= !revocationWasSettled;
        ReasonToConsent = RevocationMayBeUnderWay ? RevocationUnderWay
            : IsUnpredictable ? "a call that was never answered may still be carried out"
            : refreshTokenMayBeOld ? ReasonToConsent
            : null;
        (GrantId, Status, IsAskedToConsent, ExchangeMayBeLost) = (grantId, PersonStatus.Connected, false, false);
        RefreshTokenAloneEnded &= !forced;
        return wrong;
    }

    /// <summary>Consent is about to end. Until a newer one is acknowledged there is a reason to ask for it.</summary>
    public void BeginEnd(string reason, bool byRevocation)
    {
        ReasonToConsent = reason;
        RevocationMayBeUnderWay |= byRevocation;
    }

    /// <summary>A revocation was acknowledged.</summary>
    public void Revoke(bool confirmedByGoogle) => (Status, RevocationMayBeUnderWay) = (PersonStatus.Revoked, !confirmedByGoogle);

    /// <summary>An erasure was acknowledged.</summary>
    public void Erase(bool confirmedByGoogle)
    {
        ErasedGrants.Add(GrantId!);
        (Status, RevocationMayBeUnderWay) = (PersonStatus.Erased, !confirmedByGoogle);
    }
}

/// <summary>A message under an idempotency key.</summary>
internal sealed class SendRequest(string key)
{
    public string Key { get; } = key;

    public string Subject => $"{LogMarker} {Key}";

    /// <summary>In every subject and text: no log may hold it.</summary>
    public const string LogMarker = "chaos-mail-content";

    /// <summary>Gmail's id, once acknowledged.</summary>
    public string? Id { get; set; }

    public string? MessageId { get; set; }
}
