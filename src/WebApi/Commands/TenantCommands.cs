using System.CommandLine;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.WebApi.Commands;

internal static class TenantCommands
{
    private static readonly Option<string> Name = new("--name") { Description = "Shown to people on the connect page.", Required = true };
    private static readonly Option<string[]> ReturnUrl = new("--return-url") { Description = "Where people may be sent after consent; can be repeated." };
    private static readonly Option<FileInfo?> ClientSecrets = new("--client-secrets") { Description = "Google's client_secret.json of the tenant's own OAuth client." };
    private static readonly Option<string?> HostedDomain = new("--hosted-domain") { Description = "Only accounts of this Google Workspace organization may connect; * is any." };
    private static readonly Argument<Guid> Id = new("id") { Description = "The tenant's id." };

    public static Command Create(PlatformProgram program)
    {
        var create = new Command("create", "Make a tenant.") { Name, ReturnUrl, ClientSecrets, HostedDomain, CommandOutput.Json };
        create.SetAction((parsed, ct) =>
        {
            (string Id, Secret Secret)? client = parsed.GetValue(ClientSecrets) is { } file ? program.ReadClientSecrets(file.FullName) : null;
            var command = new CreateTenant(parsed.GetRequiredValue(Name), parsed.GetValue(ReturnUrl) ?? [], client?.Id, client?.Secret)
            {
                HostedDomain = parsed.GetValue(HostedDomain),
            };
            return CommandOutput.SendAsync(program, parsed, command, TenantView.Of, view => $"Tenant {view.Id} ({view.Name})", ct);
        });

        var list = new Command("list", "List the tenants.") { CommandOutput.Json };
        list.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new ListTenants(), tenants => tenants.Select(TenantView.Of).ToList(), views => string.Join('\n', views.Select(view => $"{view.Id} {view.Name}")), ct));

        var suspend = new Command("suspend", "Shut out the keys of a tenant.") { Id, CommandOutput.Json };
        suspend.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new SuspendTenant(new TenantId(parsed.GetRequiredValue(Id))), TenantView.Of, view => $"Tenant {view.Id} is suspended.", ct));

        return new Command("tenant", "Organisations whose applications use this server.") { create, list, suspend };
    }

    private sealed record TenantView(Guid Id, string Name, IReadOnlyList<string> ReturnUrls, string? GoogleClientId, string? HostedDomain, DateTimeOffset CreatedAt, DateTimeOffset? SuspendedAt)
    {
        public static TenantView Of(Tenant tenant) =>
            new(tenant.Id, tenant.Name, tenant.ReturnUrls, tenant.GoogleClientId, tenant.HostedDomain, tenant.CreatedAt, tenant.SuspendedAt);
    }
}
