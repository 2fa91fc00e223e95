using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants.Exchanging;

/// <summary>What operators read of code exchanges, which run apart from the requests whose failures are logged. Without codes and tokens.</summary>
public interface IExchangeLog
{
    /// <summary>An attempt met an outage and is repeated.</summary>
    /// <param name="tenant">Whose exchange it is.</param>
    /// <param name="state">What it was doing.</param>
    /// <param name="cause">The outage.</param>
    void OutageMet(TenantId tenant, string state, Exception cause);

    /// <summary>A bug ended an attempt, which is repeated.</summary>
    /// <param name="tenant">Whose exchange it is.</param>
    /// <param name="state">What it was doing.</param>
    /// <param name="cause">The bug.</param>
    void UnexpectedError(TenantId tenant, string state, Exception cause);

    /// <summary>The tokens of a consent are lost: its person must consent again.</summary>
    /// <param name="tenant">Whose consent it was.</param>
    /// <param name="code">The code of the last failure.</param>
    void TokensLost(TenantId tenant, string code);

    /// <summary>A bug ended an exchange.</summary>
    /// <param name="tenant">Whose exchange it was.</param>
    /// <param name="state">What it was doing.</param>
    /// <param name="cause">The bug.</param>
    void ExchangeBroken(TenantId tenant, string state, Exception cause);

    /// <summary>A bug kept the outcome of a consent from being recorded.</summary>
    void OutcomeNotRecorded(TenantId tenant, Exception cause);
}
