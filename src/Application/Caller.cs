using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application;

/// <summary>On whose behalf a request runs: the tenant that bounds what it sees, and the actor that the history names.</summary>
public sealed record Caller(TenantId Tenant, Actor Actor);
