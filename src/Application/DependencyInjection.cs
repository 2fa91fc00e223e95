using FluentValidation;
using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Behaviors;
using GmailPlatform.Application.Console;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Grants.Completing;
using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Application.Grants.Refreshing;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GmailPlatform.Application;

/// <summary>Adds every use case.</summary>
public static class DependencyInjection
{
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        services.AddScoped<ServiceFactory>(provider => type => provider.GetService(type)!);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(DeadlineBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(TracingBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(SealingKeyBehavior<,>));
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));
        services.AddValidatorsFromAssembly(typeof(DependencyInjection).Assembly, ServiceLifetime.Singleton, includeInternalTypes: true);
        services.Scan(scan => scan
            .FromAssemblies(typeof(DependencyInjection).Assembly)
            .AddClasses(classes => classes.AssignableTo(typeof(IRequestHandler<,>)), publicOnly: false)
            .AsImplementedInterfaces()
            .WithScopedLifetime());
        // Each call of the gateway asks for a token: what has no state of its own is made once.
        services.Replace(ServiceDescriptor.Singleton<IRequestHandler<GetAccessToken, Result<AccessToken>>, GetAccessTokenHandler>());
        services.Replace(ServiceDescriptor.Singleton<IRequestHandler<RefreshCredentials, Result<AccessToken>>, RefreshCredentialsHandler>());
        services.AddSingleton(_ => new ChangeFeed(TimeProvider.System));
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<CredentialUses>();
        services.AddSingleton<RenewalQueue>();
        services.AddSingleton<ClientBreakers>();
        services.AddSingleton<CredentialRefresher>();
        services.AddSingleton<RefreshFlights>();
        services.AddSingleton<TokenRejections>();
        services.AddScoped<OverlappingRevocations>();
        services.AddScoped<GrantSweep>();
        services.AddScoped<RepairUrls>();
        services.AddScoped<StateConsumption>();
        services.AddSingleton<UnconfirmedConsumptions>();
        services.AddScoped<RememberedOutcomes>();
        services.AddScoped<CodeExchange>();
        services.AddSingleton<CodeExchanges>();
        services.AddSingleton<ICodeExchanges>(provider => provider.GetRequiredService<CodeExchanges>());
        services.AddSingleton<ConsentRequests>();
        services.AddSingleton<IGrantAccess, GrantAccess>();
        services.AddSingleton<IGoogleProjects, GoogleProjects>();
        services.AddScoped<QuotaMeter>();
        services.AddScoped<MailboxCalls>();
        services.AddScoped<CheckpointPublisher>();
        services.AddScoped<MessageSender>();
        services.AddScoped<RepliedMessages>();
        services.AddScoped<MessageComposition>();
        services.AddScoped<PageMetadata>();
        services.AddScoped<ActorNames>();
        return services;
    }
}
