using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Bench.Load;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.Bench.Measures;

/// <summary>Sends to the platform's use cases as its jobs do.</summary>
internal static class UseCases
{
    /// <summary>Throws where the use case fails: no measure counts a failure.</summary>
    public static async Task<T> SendAsync<T>(this IServiceProvider platform, IRequest<Result<T>> request, CancellationToken ct)
        where T : notnull
    {
        await using var scope = platform.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, ct);
        return result.Succeeded(out var value, out var failure)
            ? value
            : throw new InvalidOperationException($"{request.GetType().Name} failed: {failure.Code} {failure.Reason}");
    }

    /// <summary>Refreshes the grant with this number.</summary>
    public static Task RefreshAsync(this IServiceProvider platform, TenantId tenant, int number, CancellationToken ct) =>
        platform.SendAsync(new RefreshCredentials(new Caller(tenant, Actor.Job("bench")), GrantLoader.IdOf(number), NewerThan: null), ct);
}
