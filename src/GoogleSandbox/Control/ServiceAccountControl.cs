using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.OAuth;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.Risc;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Service accounts with domain-wide delegation; the answer is the key file.</summary>
internal static class ServiceAccountControl
{
    public static void MapServiceAccountControl(this IEndpointRouteBuilder sandbox) => sandbox.MapPost("/service-accounts", Create);

    private static IResult Create(NewServiceAccount body, HttpRequest http, ServiceAccountRegistry accounts, BaseUrl baseUrl)
    {
        if (string.IsNullOrEmpty(body.Name))
        {
            return ControlAnswers.Invalid("invalid_name", "name is required");
        }

        var projectId = body.ProjectId ?? "sandbox-project";
        var account = new ServiceAccount
        {
            Email = $"{body.Name}@{projectId}.iam.gserviceaccount.com",
            ClientId = "1" + RandomNumberGenerator.GetString("0123456789", 20),
            ProjectId = projectId,
            KeyId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
            Key = RSA.Create(2048),
            DelegatedScopes = (body.DelegatedScopes ?? []).Select(Scopes.Canonical).ToHashSet(StringComparer.Ordinal),
            Roles = body.Roles ?? [ManagementCaller.AdminRole],
        };
        if (accounts.TryAdd(account))
        {
            return JsonAnswer.NotStored(KeyFile(account, baseUrl.Of(http)), StatusCodes.Status201Created);
        }

        account.Key.Dispose();
        return ControlAnswers.Conflict("The service account exists.");
    }

    private static JsonObject KeyFile(ServiceAccount account, string root) => new()
    {
        ["type"] = "service_account",
        ["project_id"] = account.ProjectId,
        ["private_key_id"] = account.KeyId,
        ["private_key"] = account.Key.ExportPkcs8PrivateKeyPem() + "\n",
        ["client_email"] = account.Email,
        ["client_id"] = account.ClientId,
        ["auth_uri"] = $"{root}/o/oauth2/auth",
        ["token_uri"] = $"{root}/token",
        ["auth_provider_x509_cert_url"] = $"{root}/oauth2/v1/certs",
        ["universe_domain"] = "googleapis.com",
    };

    private sealed record NewServiceAccount(string Name, string? ProjectId, IReadOnlyList<string>? DelegatedScopes, IReadOnlyList<string>? Roles);
}
