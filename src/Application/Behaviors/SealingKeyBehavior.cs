using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Behaviors;

/// <summary>Answers <c>sealing_key_missing</c> where a sealing key is not usable, and <c>data_not_authentic</c> where a stored document is forged.</summary>
internal sealed class SealingKeyBehavior<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IOutcome<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        try
        {
            return await next();
        }
        catch (SealingKeyMissingException e)
        {
            return TResponse.Failed(e.Failure);
        }
        catch (ForgedDataException e)
        {
            return TResponse.Failed(e.Failure);
        }
    }
}
