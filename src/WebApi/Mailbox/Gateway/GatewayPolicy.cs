using System.Security.Claims;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Mailbox.Gateway.Calls;

namespace GmailPlatform.WebApi.Mailbox.Gateway;

/// <summary>Which calls a client may make: writes need <c>mail:write</c>, and all are limited to the grant's own mailbox.</summary>
internal sealed class GatewayPolicy(ClaimsPrincipal user, Caller caller, Guid grantId, IGrantAccess grants)
{
    private Domain.Result<GrantAddress>? _own;

    /// <summary>Null for an allowed call.</summary>
    public async ValueTask<Failure?> RefusalAsync(GmailCall call, CancellationToken ct)
    {
        if (!call.Method.Reads && ApiKeyAuthentication.RefusalOf(user, Permission.MailWrite) is { } missing)
        {
            return missing;
        }

        return call.Path.UserId is GmailPath.Me ? null : await RefusalOfUserAsync(call.Path.UserId, ct);
    }

    /// <summary>Google would refuse another mailbox too, but would be sent the token for it.</summary>
    private async Task<Failure?> RefusalOfUserAsync(string userId, CancellationToken ct)
    {
        _own ??= await grants.GetAddressAsync(caller, grantId, ct);
        if (!_own.Succeeded(out var own, out var failure))
        {
            return failure;
        }

        return string.Equals(userId, own.Email, StringComparison.OrdinalIgnoreCase)
            ? null
            : new Failure("forbidden", FailureKind.Forbidden, $"Delegation denied for {own.Email}");
    }
}
