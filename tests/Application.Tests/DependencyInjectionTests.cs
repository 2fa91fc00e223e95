using FluentValidation;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Grants.Exchanging;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GmailPlatform.Application.Tests;

public sealed class DependencyInjectionTests
{
    private static readonly Type[] Types = typeof(DependencyInjection).Assembly.GetTypes();

    [Fact]
    public void Every_request_has_one_handler_and_the_ports_are_all_it_needs()
    {
        using var services = Services();
        using var scope = services.CreateScope();
        var handlers = Requests().Select(request => typeof(IRequestHandler<,>).MakeGenericType(request.Type, request.Answer)).ToList();

        handlers.Should().NotBeEmpty();
        handlers.Should().AllSatisfy(handler => scope.ServiceProvider.GetServices(handler).Should().ContainSingle());
    }

    [Fact]
    public void Every_request_passes_the_deadline_tracing_the_sealing_keys_and_then_validation()
    {
        using var services = Services();
        using var scope = services.CreateScope();
        foreach (var (type, answer) in Requests())
        {
            scope.ServiceProvider.GetServices(typeof(IPipelineBehavior<,>).MakeGenericType(type, answer))
                .Select(behavior => behavior!.GetType().Name)
                .Should().Equal("DeadlineBehavior`2", "TracingBehavior`2", "SealingKeyBehavior`2", "ValidationBehavior`2");
        }
    }

    [Fact]
    public void Every_validator_of_a_request_is_found()
    {
        using var services = Services();
        using var scope = services.CreateScope();
        var validated = Requests().Select(request => request.Type).Where(request => ValidatorsOf(request).Any()).ToList();

        validated.Should().NotBeEmpty();
        validated.Should().AllSatisfy(request =>
            scope.ServiceProvider.GetServices(typeof(IValidator<>).MakeGenericType(request)).Should().HaveCount(ValidatorsOf(request).Count()));
    }

    [Fact]
    public void Other_modules_meet_grants_by_their_contract()
    {
        using var services = Services();
        using var scope = services.CreateScope();

        scope.ServiceProvider.GetService<IGrantAccess>().Should().NotBeNull();
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection().AddApplication().AddSingleton(TimeProvider.System).AddSingleton(new ExchangeLimits(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10)));
        foreach (var port in Ports())
        {
            services.AddSingleton(port, Substitute.For([port], []));
        }

        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static IEnumerable<(Type Type, Type Answer)> Requests() =>
        from type in Types
        from request in type.GetInterfaces()
        where !type.IsAbstract && request.IsGenericType && request.GetGenericTypeDefinition() == typeof(IRequest<>)
        select (type, request.GetGenericArguments()[0]);

    /// <summary>The interfaces that only adapters implement.</summary>
    private static IEnumerable<Type> Ports() =>
        Types.Where(type => type.IsInterface && !Types.Any(other => other.IsClass && other.IsAssignableTo(type)));

    private static IEnumerable<Type> ValidatorsOf(Type request) =>
        Types.Where(type => type.IsAssignableTo(typeof(IValidator<>).MakeGenericType(request)));
}
