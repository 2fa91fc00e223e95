using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Domain.Tenancy;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Infrastructure.Grants;

internal sealed class ExchangeLog(ILogger<ExchangeLog> logger) : IExchangeLog
{
    public void OutageMet(TenantId tenant, string state, Exception cause) => logger.LogWarning(
        "Code exchange hit an outage while {State}; retrying: tenant {TenantId}, {Exception}", state, tenant, cause.GetBaseException().GetType().Name);

    public void UnexpectedError(TenantId tenant, string state, Exception cause) =>
        logger.LogError(cause, "A code exchange of tenant {TenantId} failed unexpectedly in the state {State}, trying again", tenant, state);

    public void TokensLost(TenantId tenant, string code) =>
        logger.LogError("Lost the tokens of a consent in tenant {TenantId}, whose person must consent again: {Code}", tenant, code);

    public void ExchangeBroken(TenantId tenant, string state, Exception cause) =>
        logger.LogError(cause, "A code exchange of tenant {TenantId} failed unexpectedly in the state {State}", tenant, state);

    public void OutcomeNotRecorded(TenantId tenant, Exception cause) =>
        logger.LogError(cause, "Failed to record the outcome of a consent in tenant {TenantId}", tenant);
}
