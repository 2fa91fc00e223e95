using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Grants;

/// <summary>Finds the grants of all tenants by what Google calls their account or token. Opens no credential.</summary>
public interface IGrantDirectory
{
    Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> FindByAccountAsync(string subject, CancellationToken ct);

    /// <summary>The grants whose stored refresh token is this one.</summary>
    Task<IReadOnlyList<(TenantId Tenant, Guid GrantId)>> FindByRefreshTokenAsync(string lookup, CancellationToken ct);
}
