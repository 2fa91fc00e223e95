using GmailPlatform.Domain;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.Testing;

/// <summary>Use cases sent from a test, for what has no HTTP call.</summary>
public static class UseCases
{
    /// <summary>Answers what the use case does; throws where it fails.</summary>
    public static async Task<T> SendAsync<T>(this IServiceProvider services, IRequest<Result<T>> request)
        where T : notnull
    {
        await using var scope = services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
        return result.Succeeded(out var value, out var failure) ? value : throw new InvalidOperationException(failure.Detail);
    }
}
