using GmailPlatform.Domain;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.Application.Tests;

/// <summary>The pipeline of every use case with nothing behind it: a request is refused on the way, or arrives.</summary>
internal static class ValidatedRequests
{
    public static readonly DateTimeOffset Now = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private static readonly Failure Arrived = new("arrived", FailureKind.Conflict, "The request reached its handler.");
    private static readonly ServiceProvider Services = Build();

    /// <summary>The messages by field; null when the request was let through.</summary>
    public static async Task<IReadOnlyDictionary<string, string[]>?> ErrorsOfAsync<T>(IRequest<Result<T>> request)
        where T : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        var result = await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, TestContext.Current.CancellationToken);
        if (result.Failure == Arrived)
        {
            return null;
        }

        result.Failure!.Code.Should().Be("validation_failed");
        result.Failure.Errors.Values.Should().OnlyContain(messages => messages.Length > 0);
        return result.Failure.Errors;
    }

    public static async Task ShouldBeLetThroughAsync<T>(this IRequest<Result<T>> request)
        where T : notnull => (await ErrorsOfAsync(request)).Should().BeNull();

    public static async Task ShouldBeRefusedForAsync<T>(this IRequest<Result<T>> request, params string[] fields)
        where T : notnull
    {
        var errors = await ErrorsOfAsync(request);

        errors.Should().NotBeNull("{0} should be refused", string.Join(", ", fields));
        errors!.Keys.Should().BeEquivalentTo(fields);
    }

    private static ServiceProvider Build()
    {
        var services = new ServiceCollection().AddApplication().AddSingleton<TimeProvider>(new FakeTimeProvider(Now));
        RemoveHandlers(services);
        services.AddScoped(typeof(IRequestHandler<,>), typeof(ArrivingHandler<,>));
        return services.BuildServiceProvider();
    }

    private static void RemoveHandlers(IServiceCollection services)
    {
        var handlers = services.Where(service => service.ServiceType.IsGenericType && service.ServiceType.GetGenericTypeDefinition() == typeof(IRequestHandler<,>));
        foreach (var handler in handlers.ToList())
        {
            services.Remove(handler);
        }
    }

    private sealed class ArrivingHandler<TRequest, TResponse> : IRequestHandler<TRequest, TResponse>
        where TRequest : IRequest<TResponse>
        where TResponse : IOutcome<TResponse>
    {
        public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken) => Task.FromResult(TResponse.Failed(Arrived));
    }
}
