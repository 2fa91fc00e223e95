namespace GmailPlatform.Domain.Tenancy;

/// <summary>What can go wrong with tenants and their keys.</summary>
public static class TenancyFailures
{
    public static readonly Failure Unauthenticated =
        new("unauthenticated", FailureKind.Unauthenticated, "Send a valid API key as 'Authorization: Bearer gp_...'.");

    public static readonly Failure TenantSuspended =
        new("forbidden", FailureKind.Forbidden, "This tenant is suspended. Ask the operator of this server.") { Reason = "tenantSuspended" };

    public static Failure MissingPermission(string permission) =>
        new("forbidden", FailureKind.Forbidden, $"This API key lacks the permission '{permission}'.");

    public static readonly Failure UnknownTenant = new("not_found", FailureKind.NotFound, "There is no tenant with this id.");

    public static readonly Failure UnknownKey = new("not_found", FailureKind.NotFound, "There is no API key with this id.");
}
