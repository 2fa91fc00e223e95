using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Behaviors;

/// <summary>Stops waiting for a use case at the request's deadline, whatever it still waits for.</summary>
internal sealed class DeadlineBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IOutcome<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        WorkDeadline.GuardAsync(next());
}
