using System.Diagnostics.CodeAnalysis;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;

namespace GmailPlatform.GoogleSandbox.Risc;

/// <summary>Who calls the management API: a service account, by a JWT that it signed itself.</summary>
internal sealed class ManagementCaller(ServiceAccountRegistry accounts, ClientRegistry clients, SandboxClock clock)
{
    public const string Audience = "https://risc.googleapis.com/google.identity.risc.v1beta.RiscManagementService";
    public const string AdminRole = "roles/riscconfigs.admin";

    private const int SkewSeconds = 300;

    /// <summary>The project of the caller, which its stream belongs to.</summary>
    public bool TryIdentify(HttpRequest http, [NotNullWhen(true)] out string? projectId, [NotNullWhen(false)] out RiscError? error)
    {
        projectId = null;
        if (!JwtAssertion.TryRead(BearerToken.From(http), out var token)
            || accounts.Find(token.Text("iss") ?? "") is not { } account
            || !IsValid(token, account))
        {
            error = RiscError.NoCredentials;
            return false;
        }

        error = Refuse(account);
        projectId = account.ProjectId;
        return error is null;
    }

    private bool IsValid(JwtAssertion token, ServiceAccount account)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return token.IsSignedBy(account.Key)
            && token.Text("sub") == account.Email
            && token.Text("aud") == Audience
            && token.Number("iat") is { } issuedAt && issuedAt <= now + SkewSeconds
            && token.Number("exp") is { } expires && expires > now - SkewSeconds && expires - issuedAt <= 3600;
    }

    private RiscError? Refuse(ServiceAccount account)
    {
        if (!account.Roles.Contains(AdminRole))
        {
            return RiscError.Forbidden($"The caller does not have permission: {AdminRole} is needed.");
        }

        return clients.OfProject(account.ProjectId).Count == 0 ? RiscError.Forbidden("The project has no OAuth client.") : null;
    }
}
