using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Has Google send a verification event. The server that receives it logs its state.</summary>
public sealed record VerifyEventStream(ServiceAccountKey Account) : IRequest<Result<RequestedVerification>>;

/// <summary>A verification that is on its way.</summary>
/// <param name="State">Comes back in the event.</param>
public sealed record RequestedVerification(string State);

internal sealed class VerifyEventStreamHandler(IEventStreamEndpoint google, TimeProvider clock)
    : IRequestHandler<VerifyEventStream, Result<RequestedVerification>>
{
    public async Task<Result<RequestedVerification>> Handle(VerifyEventStream command, CancellationToken cancellationToken)
    {
        var state = $"verify-{Guid.CreateVersion7(clock.GetUtcNow()):N}";
        var verification = await google.VerifyAsync(command.Account, state, cancellationToken);
        return verification.Failure is { } failure ? failure : new RequestedVerification(state);
    }
}
