using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Where Google sends the project's security events, and whether it does.</summary>
public sealed record GetEventStream(ServiceAccountKey Account) : IRequest<Result<EventStream>>;

internal sealed class GetEventStreamHandler(IEventStreamEndpoint google) : IRequestHandler<GetEventStream, Result<EventStream>>
{
    public Task<Result<EventStream>> Handle(GetEventStream query, CancellationToken cancellationToken) => google.ReadAsync(query.Account, cancellationToken);
}
