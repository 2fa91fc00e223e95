using System.CommandLine;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Console;
using MediatR;

namespace GmailPlatform.WebApi.Commands;

/// <summary><c>tenant secret ...</c>: the rotation of the secret of a tenant's own Google client.</summary>
internal static class ClientSecretCommands
{
    private static readonly Argument<string> Label = CommandValues.NotEchoed(
        "label", "As 'tenant secret list' shows it.", ClientSecret.IsLabel, "the 8 hex digits that 'tenant secret list' shows");

    public static Command Create(PlatformProgram program)
    {
        var add = new Command("add", "Add the new secret of a tenant's own Google client, beside the one that it replaces.") { TenantCommands.Id, ClientSecretsInput.Required, CommandOutput.Json };
        add.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, mediator => AddAsync(mediator, parsed, ct), secret => secret, secret => $"Secret {secret.Label} was added. The secret that Google accepted last is tried first. Remove the old one once it is disabled at Google."));

        var list = new Command("list", "List the secrets of a tenant's own Google client by their labels: the first digits of their SHA-256.") { TenantCommands.Id, CommandOutput.Json };
        list.SetAction((parsed, ct) => CommandOutput.SendAsync(program, parsed, new ListClientSecrets(TenantCommands.IdOf(parsed)), secrets => secrets, Lines, ct));

        var remove = new Command("remove", "Remove a secret; the last one cannot be removed.") { TenantCommands.Id, Label, CommandOutput.Json };
        remove.SetAction((parsed, ct) => CommandOutput.SendAsync(
            program, parsed, new RemoveClientSecret(TenantCommands.IdOf(parsed), parsed.GetRequiredValue(Label)), secrets => secrets, Lines, ct));

        return new Command("secret", "Secrets of a tenant's own Google client. Two are valid at once while one replaces the other.") { add, list, remove };
    }

    private static async Task<Result<ClientSecretInfo>> AddAsync(IMediator mediator, ParseResult parsed, CancellationToken ct)
    {
        var read = await ClientSecretsInput.ReadAsync(parsed.GetRequiredValue(ClientSecretsInput.Required), ct);
        return read.Succeeded(out var text, out var failure) ? await mediator.SendRecordedAsync(new AddClientSecret(TenantCommands.IdOf(parsed), text), ct) : failure;
    }

    private static string Lines(IReadOnlyList<ClientSecretInfo> secrets) =>
        secrets.Count == 0 ? "The tenant uses the server's Google client." : string.Join('\n', secrets.Select(secret => $"{secret.Label} added {secret.AddedAt:u}"));
}
