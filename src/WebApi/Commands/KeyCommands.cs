using System.CommandLine;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.WebApi.Commands;

internal static class KeyCommands
{
    private static readonly Option<Guid> Tenant = CommandValues.RequiredId("--tenant", "The tenant's id.");
    private static readonly Option<string> Name = new("--name") { Description = "What the key is for.", Required = true };
    private static readonly Option<string[]> Permissions = new("--permission")
    {
        Description = $"Can be repeated: {string.Join(", ", Permission.All)}.",
        Required = true,
    };

    private static readonly Option<DateTimeOffset?> ExpiresAt = CommandValues.OptionalTime("--expires-at", "When the key ends, such as 2027-01-31T00:00:00Z.");
    private static readonly Option<Guid?> Grant = CommandValues.OptionalId("--grant", "Bind the key to this grant of the tenant; without it the key has access to all of them.");
    private static readonly Argument<string> Id = new("id") { Description = "The key's id: the part of the key between its underscores." };

    public static Command Create(PlatformProgram program)
    {
        var create = new Command("create", "Make an API key; it is shown once.") { Tenant, Grant, Name, Permissions, ExpiresAt, CommandOutput.Json };
        create.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program,
            parsed,
            Creation(parsed),
            created => KeyView.Of(created.Key) with { Key = created.Token.Reveal() },
            view => $"{view.Key}\nKeep it: it is not shown again.",
            ct));

        var list = new Command("list", "List the API keys of a tenant, or of one of its grants.") { Tenant, Grant, CommandOutput.Json };
        list.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program,
            parsed,
            Listing(parsed),
            keys => keys.Select(KeyView.Of).ToList(),
            views => string.Join('\n', views.Select(view => $"{view.Id} {view.Name} {string.Join(',', view.Permissions)}{(view.RevokedAt is null ? "" : " revoked")}")),
            ct));

        var revoke = new Command("revoke", "End an API key at once.") { Id, CommandOutput.Json };
        revoke.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new RevokeApiKey(parsed.GetRequiredValue(Id)), KeyView.Of, view => $"Key {view.Id} is revoked.", ct));

        return new Command("key", "API keys of tenants.") { create, list, revoke };
    }

    private static IRequest<Result<CreatedApiKey>> Creation(ParseResult parsed)
    {
        var tenant = new TenantId(parsed.GetRequiredValue(Tenant));
        var (name, permissions, expiresAt) = (parsed.GetRequiredValue(Name), parsed.GetRequiredValue(Permissions), parsed.GetValue(ExpiresAt));
        return parsed.GetValue(Grant) is { } grant
            ? new CreateGrantKey(tenant, grant, name, permissions, expiresAt)
            : new CreateApiKey(tenant, name, permissions, expiresAt);
    }

    private static IRequest<Result<IReadOnlyList<ApiKey>>> Listing(ParseResult parsed)
    {
        var tenant = new TenantId(parsed.GetRequiredValue(Tenant));
        return parsed.GetValue(Grant) is { } grant ? new ListGrantKeys(tenant, grant) : new ListApiKeys(tenant);
    }

    private sealed record KeyView(
        string Id, Guid TenantId, Guid? GrantId, string Name, IReadOnlyList<string> Permissions, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt)
    {
        /// <summary>The key itself, on the day it is made and never again.</summary>
        public string? Key { get; init; }

        public static KeyView Of(ApiKey key) => new(key.Id, key.TenantId, key.GrantId, key.Name, key.Permissions, key.CreatedAt, key.ExpiresAt, key.RevokedAt);
    }
}
