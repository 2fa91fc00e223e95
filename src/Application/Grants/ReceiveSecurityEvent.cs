using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>
/// Takes a security event token from Google (RFC 8935): once this succeeds the event is written down and will take effect,
/// whatever becomes of this process. One that is sent again is taken, and has no second effect.
/// </summary>
/// <param name="Token">The compact JWT.</param>
public sealed record ReceiveSecurityEvent(Secret Token) : IRequest<Result<Done>>;

internal sealed class ReceiveSecurityEventHandler(
    ISecurityEventTokens tokens, ISecurityEventStore events, IGrantJobs jobs, TimeProvider clock)
    : IRequestHandler<ReceiveSecurityEvent, Result<Done>>
{
    public async Task<Result<Done>> Handle(ReceiveSecurityEvent command, CancellationToken cancellationToken)
    {
        if (!(await tokens.VerifyAsync(command.Token, cancellationToken)).Succeeded(out var received, out var failure))
        {
            return failure;
        }

        foreach (var each in received)
        {
            if (await events.TryAddAsync(each, clock.GetUtcNow(), cancellationToken))
            {
                await jobs.ProcessSecurityEventAsync(each.Event.Id, cancellationToken);
            }
        }

        return Done.Success;
    }
}
