using System.Diagnostics;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>Writes down what a person is about to do or to see. When it fails, nothing is done or shown.</summary>
/// <param name="Subject">See <see cref="ConsoleAccess"/>.</param>
public sealed record RecordConsoleAccess(ConsoleCaller Caller, ConsoleAction Action, string? Subject) : IRequest<Result<Done>>;

internal sealed class RecordConsoleAccessHandler(IConsoleAccessLog log, TimeProvider clock) : IRequestHandler<RecordConsoleAccess, Result<Done>>
{
    public async Task<Result<Done>> Handle(RecordConsoleAccess command, CancellationToken cancellationToken)
    {
        var access = ConsoleAccess.Of(command.Caller.PersonId, command.Action, command.Subject, Activity.Current?.TraceId.ToString(), clock.GetUtcNow());
        await log.AddAsync(access, cancellationToken);
        return Done.Success;
    }
}
