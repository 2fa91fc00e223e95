using System.CommandLine;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Console;
using MediatR;

namespace GmailPlatform.WebApi.Commands;

/// <summary><c>tenant ...</c>: a tenant's life; what belongs to it has commands of its own below.</summary>
internal static class TenantCommands
{
    public static readonly Argument<Guid> Id = CommandValues.Id("id", "The tenant's id.");
    public static readonly Option<int?> Revision = CommandValues.OptionalNumber("--revision", "Change only if the tenant is still at this revision, as 'tenant show --json' shows it.");

    private static readonly Option<string> Name = new("--name") { Description = "Shown to people on the connect page.", Required = true };
    private static readonly Option<string[]> ReturnUrl = new("--return-url") { Description = "Where people may be sent after consent; can be repeated." };
    private static readonly Option<string?> HostedDomain = new("--hosted-domain") { Description = "Only accounts of this Google Workspace organization may connect; * is any." };
    private static readonly Argument<string> NewName = new("name") { Description = "Shown to people on the connect page." };
    private static readonly Argument<string?> NewHostedDomain = new("domain") { Description = "The organization's domain; * is any organization.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Anybody = new("--clear") { Description = "Let anybody connect." };

    public static Command Create(PlatformProgram program)
    {
        var create = new Command("create", "Make a tenant.") { Name, ReturnUrl, ClientSecretsInput.Optional, HostedDomain, CommandOutput.Json };
        create.SetAction((parsed, ct) => CommandOutput.SendAsync(program, parsed, mediator => CreateAsync(mediator, parsed, ct), TenantView.Of, view => $"Tenant {view.Id} ({view.Name})"));

        var list = new Command("list", "List the tenants.") { CommandOutput.Json };
        list.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new ListTenants(), tenants => tenants.Select(TenantView.Of).ToList(), views => string.Join('\n', views.Select(view => $"{view.Id} {view.Name}")), ct));

        var rename = new Command("rename", "Change a tenant's name.") { Id, NewName, Revision, CommandOutput.Json };
        var domain = new Command("hosted-domain", "Change whose accounts may connect. A restriction also applies to consents that are under way.") { Id, NewHostedDomain, Anybody, Revision, CommandOutput.Json };
        domain.Validators.Add(result =>
        {
            if (result.GetValue(NewHostedDomain) is null != result.GetValue(Anybody))
            {
                result.AddError("Give either the organization's domain or --clear.");
            }
        });
        return new Command("tenant", "Organisations whose applications use this server.")
        {
            create,
            list,
            Sending(program, new Command("show", "Show a tenant.") { Id, CommandOutput.Json }, parsed => new GetTenant(IdOf(parsed))),
            Sending(program, rename, parsed => new RenameTenant(IdOf(parsed), parsed.GetRequiredValue(NewName), parsed.GetValue(Revision))),
            Sending(program, domain, parsed => new ChangeHostedDomain(IdOf(parsed), parsed.GetValue(NewHostedDomain), parsed.GetValue(Revision))),
            Sending(program, new Command("suspend", "Shut out the keys of a tenant.") { Id, CommandOutput.Json }, parsed => new SuspendTenant(IdOf(parsed))),
            Sending(program, new Command("resume", "End a suspension.") { Id, CommandOutput.Json }, parsed => new ResumeTenant(IdOf(parsed))),
            ReturnUrlCommands.Create(program),
            ClientSecretCommands.Create(program),
        };
    }

    public static TenantId IdOf(ParseResult parsed) => new(parsed.GetRequiredValue(Id));

    /// <summary>A command that sends a request about one tenant, and shows the tenant as it is afterwards.</summary>
    public static Command Sending(PlatformProgram program, Command command, Func<ParseResult, IRequest<Result<Tenant>>> request)
    {
        command.SetAction((parsed, ct) => CommandOutput.SendAsync(program, parsed, request(parsed), TenantView.Of, TenantView.Lines, ct));
        return command;
    }

    private static async Task<Result<Tenant>> CreateAsync(IMediator mediator, ParseResult parsed, CancellationToken ct)
    {
        GoogleClientFile? file = null;
        if (parsed.GetValue(ClientSecretsInput.Optional) is { } path)
        {
            var read = await ClientSecretsInput.ReadAsync(path, ct);
            if (!read.Succeeded(out var text, out var failure) || !GoogleClientFile.Parse(text).Succeeded(out file, out failure))
            {
                return failure;
            }
        }

        var command = new CreateTenant(parsed.GetRequiredValue(Name), parsed.GetValue(ReturnUrl) ?? [], file)
        {
            HostedDomain = parsed.GetValue(HostedDomain),
        };
        return await mediator.SendRecordedAsync(command, ct);
    }

    private sealed record TenantView(
        Guid Id, string Name, IReadOnlyList<string> ReturnUrls, string? GoogleClientId, string? HostedDomain, DateTimeOffset CreatedAt, DateTimeOffset? SuspendedAt, int Revision)
    {
        public static TenantView Of(Tenant tenant) =>
            new(tenant.Id, tenant.Name, tenant.ReturnUrls, tenant.GoogleClientId, tenant.HostedDomain, tenant.CreatedAt, tenant.SuspendedAt, tenant.Revision);

        public static string Lines(TenantView view) => string.Join(
            '\n',
            [
                $"{view.Id} {view.Name}{(view.SuspendedAt is null ? "" : ", suspended")}",
                $"Google client: {view.GoogleClientId ?? "the server's"}",
                $"Allowed accounts: {view.HostedDomain ?? "any"}",
                .. view.ReturnUrls.Select(url => $"return URL: {url}"),
            ]);
    }
}
