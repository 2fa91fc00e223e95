using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Console;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using MediatR;

namespace GmailPlatform.WebApi.Console;

/// <summary>Records what the command line is about to change in the access log of the console, with the operating system's user as the person.</summary>
internal static class CommandAudit
{
    private static readonly IReadOnlySet<ConsoleRole> NoRoles = new HashSet<ConsoleRole>();

    private static string Person => $"cli:{Environment.UserName}";

    /// <summary>Records a command that changes something, before it runs; null once it is recorded, or where there is nothing to record.</summary>
    public static async Task<Failure?> RecordAsync(this IMediator mediator, object request, CancellationToken ct) =>
        ActOf(request) is var (action, subject)
            ? (await mediator.Send(new RecordConsoleAccess(new ConsoleCaller(Person, NoRoles), action, subject), ct)).Failure
            : null;

    private static (ConsoleAction Action, string? Subject)? ActOf(object request) => request switch
    {
        CreateTenant => (ConsoleAction.CreatedTenant, null),
        SuspendTenant suspend => (ConsoleAction.SuspendedTenant, suspend.Tenant.ToString()),
        ResumeTenant resume => (ConsoleAction.ResumedTenant, resume.Tenant.ToString()),
        RenameTenant rename => (ConsoleAction.RenamedTenant, rename.Tenant.ToString()),
        ChangeReturnUrls change => (ConsoleAction.ChangedReturnUrls, change.Tenant.ToString()),
        ChangeHostedDomain change => (ConsoleAction.ChangedHostedDomain, change.Tenant.ToString()),
        AddClientSecret add => (ConsoleAction.AddedClientSecret, add.Tenant.ToString()),
        RemoveClientSecret remove => (ConsoleAction.RemovedClientSecret, $"{remove.Tenant} {remove.Label}"),
        CreateApiKey create => (ConsoleAction.CreatedApiKey, create.Tenant.ToString()),
        RevokeApiKey revoke => (ConsoleAction.RevokedApiKey, revoke.KeyId),
        RevokeGrant revoke => (ConsoleAction.RevokedGrant, revoke.GrantId.ToString()),
        EraseGrant erase => (ConsoleAction.ErasedGrant, erase.GrantId.ToString()),
        RotateSealingKey => (ConsoleAction.RotatedSealingKey, null),
        StartReseal => (ConsoleAction.ResealedCredentials, null),
        RetireSealingKey retire => (ConsoleAction.RetiredSealingKey, retire.KeyId.ToString()),
        ProtectKeyRing => (ConsoleAction.ProtectedKeyRing, null),
        RotateCheckpointKey => (ConsoleAction.RotatedCheckpointKey, null),
        PublishCheckpoint => (ConsoleAction.SignedCheckpoint, null),
        RegisterEventStream => (ConsoleAction.RegisteredEventStream, null),
        ExportHistory => (ConsoleAction.ExportedHistory, null),
        _ => null,
    };

    /// <summary>Records a command and then runs it.</summary>
    public static async Task<Result<T>> SendRecordedAsync<T>(this IMediator mediator, IRequest<Result<T>> request, CancellationToken ct)
        where T : notnull =>
        await mediator.RecordAsync(request, ct) is { } failure ? failure : await mediator.Send(request, ct);
}
