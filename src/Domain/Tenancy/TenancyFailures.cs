namespace GmailPlatform.Domain.Tenancy;

/// <summary>What can go wrong with tenants and their keys.</summary>
public static class TenancyFailures
{
    public static readonly Failure Unauthenticated =
        new("unauthenticated", FailureKind.Unauthenticated, "Send a valid API key as 'Authorization: Bearer gp_...' or 'gpg_...'.");

    public static readonly Failure TenantSuspended =
        new("forbidden", FailureKind.Forbidden, "This tenant is suspended. Ask the operator of this server.") { Reason = "tenantSuspended" };

    public static Failure MissingPermission(string permission) =>
        new("forbidden", FailureKind.Forbidden, $"This API key lacks the permission '{permission}'.");

    public static readonly Failure BoundToGrant =
        new("forbidden", FailureKind.Forbidden, "This API key is bound to one grant. Use it below /v1/grants/{id} of that grant, or with Gmail's own paths.");

    public static readonly Failure NotBoundToGrant = new(
        "forbidden",
        FailureKind.Forbidden,
        "Gmail's own paths need an API key that is bound to a grant (gpg_...). Create one with POST /v1/grants/{id}/keys, or use the root URL /v1/grants/{id}/google/.");

    public static readonly Failure TooManyGrantKeys =
        new("validation_failed", FailureKind.InvalidRequest, "The grant already has the maximum number of keys. Revoke one first.");

    public static readonly Failure UnknownTenant = new("not_found", FailureKind.NotFound, "There is no tenant with this id.");

    public static readonly Failure ChangedMeanwhile = new(
        "tenant_changed", FailureKind.Conflict, "Another admin changed this tenant; your change was not saved. Reload it and try again.");

    public static readonly Failure NoOwnClient = CommonFailures.Validation(
        "tenant", "This tenant uses the server's Google client. Change its secret in the server's configuration (Google:ClientSecretsFile or Google:ClientSecret).");

    public static readonly Failure TooManyClientSecrets = CommonFailures.Validation(
        "clientSecrets", "The Google client has two secrets already. Remove the one that is no longer valid at Google first.");

    public static readonly Failure KnownClientSecret = CommonFailures.Validation(
        "clientSecrets", "The tenant has this secret already. Download the file of the new secret from Google.");

    public static readonly Failure UnknownClientSecret = CommonFailures.Validation("label", "The tenant has no secret with this label.");

    public static readonly Failure LastClientSecret = CommonFailures.Validation(
        "label", "This is the only secret of the tenant's Google client: without it no token can be refreshed. Add the new secret first.");

    public static readonly Failure UnknownKey = new("not_found", FailureKind.NotFound, "There is no API key with this id.");
}
