using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Behaviors;

/// <summary>One span per use case, named after it, with the failure's code where there is one.</summary>
internal sealed class TracingBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IOutcome<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        using var activity = Tracing.Source.StartActivity(typeof(TRequest).Name);
        var response = await next();
        activity?.SetTag("outcome", response.Failure?.Code ?? "success");
        return response;
    }
}
