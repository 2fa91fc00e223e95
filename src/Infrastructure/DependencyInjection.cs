using System.Net;
using GmailPlatform.Application;
using GmailPlatform.Application.Console;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Exchanging;
using GmailPlatform.Application.Mailbox;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Audit;
using GmailPlatform.Infrastructure.Console;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Grants.Erasures;
using GmailPlatform.Infrastructure.Grants.Leases;
using GmailPlatform.Infrastructure.Mailbox;
using GmailPlatform.Infrastructure.Settings;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Connections;
using GmailPlatform.Infrastructure.Tenancy;
using GmailPlatform.Infrastructure.Vault;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GmailPlatform.Infrastructure;

/// <summary>Adds the adapters: PostgreSQL, the key ring, Google, and the background jobs.</summary>
public static class DependencyInjection
{
    /// <summary>An answer of Google's OAuth endpoints is small; more than this is not one.</summary>
    private const int LargestOAuthAnswer = 1 << 20;

    private const int CommandTimeoutSeconds = 30;

    /// <summary>For statements of the command line, which may migrate a large database.</summary>
    private const int CommandLineTimeoutSeconds = 3600;

    /// <summary>Checks the sections that the adapters read.</summary>
    public static SettingsCheck CheckSettings(this IConfiguration configuration) => new SettingsCheck(configuration)
        .Section(GoogleOptions.Section, typeof(GoogleOptions))
        .Section(SealingOptions.Section, typeof(SealingOptions))
        .Section(AuditOptions.Section, typeof(AuditOptions))
        .Section(JobsOptions.Section, typeof(JobsOptions));

    /// <summary>Adds all of them.</summary>
    /// <param name="services">Where to add them.</param>
    /// <param name="configuration">See the table in the README.</param>
    /// <param name="runJobs">False for a command that only sets jobs and leaves them to the servers.</param>
    public static IServiceCollection AddInfrastructure(this IServiceCollection services, IConfiguration configuration, bool runJobs)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddDatabase(configuration, commandTimeoutSeconds: runJobs ? CommandTimeoutSeconds : CommandLineTimeoutSeconds);
        services.AddStore();
        services.AddVault(configuration);
        services.AddGoogle(configuration);
        services.AddJobs();
        services.AddAudit(configuration);
        services.AddReadiness();
        if (runJobs && configuration.GetValue("Jobs:Run", defaultValue: true))
        {
            services.AddBackgroundWork(background => background
                .AddJobServer(configuration)
                .AddHostedService<ChangeListener>()
                .AddHostedService<RefreshAheadWorker>()
                .AddHostedService<UseWriter>());
        }

        services.AddSingleton<TenantSecrets>();
        services.AddSingleton<AcceptedSecrets>();
        services.AddSingleton<ITenantStore, MartenTenantStore>();
        services.AddSingleton<IApiKeyStore, MartenApiKeyStore>();
        services.AddSingleton<TokenLookups>();
        services.AddSingleton<PostgresErasures>();
        services.AddSingleton<IErasures>(provider => provider.GetRequiredService<PostgresErasures>());
        services.AddSingleton<GrantReads>();
        services.AddSingleton<AccountReads>();
        services.AddSingleton<GrantCommits>();
        services.AddSingleton<IGrantStore, MartenGrantStore>();
        services.AddSingleton<IUseHistory, MartenUseHistory>();
        services.AddSingleton<IOutages, DatabaseOutages>();
        services.AddSingleton<IExchangeLog, ExchangeLog>();
        services.AddSingleton<LeaseReleases>();
        services.AddSingleton<IRefreshLeases, PostgresRefreshLeases>();
        services.AddSingleton<IClientBreakerStore, MartenClientBreakerStore>();
        services.AddSingleton<ISecurityEventStore, MartenSecurityEventStore>();
        services.AddSingleton<ISealedValues, SealedGrantKeys>();
        services.AddSingleton<ISealedValues, SealedAuthorizations>();
        services.AddSingleton<ISealedValues, SealedTokenLookupKey>();
        services.AddSingleton<IAuthorizationStore, MartenAuthorizationStore>();
        services.AddSingleton<IConsoleSessions, MartenConsoleSessions>();
        services.AddSingleton<IGrantDirectory, PostgresGrantDirectory>();
        services.AddSingleton<IDatabaseProbe, PostgresProbe>();
        services.AddSingleton<IJobBoard, HangfireJobBoard>();
        services.AddSingleton<IGrantFigures, PostgresGrantFigures>();
        services.AddSingleton<IConsoleAccessLog, MartenConsoleAccessLog>();
        return services;
    }

    private static void AddDatabase(this IServiceCollection services, IConfiguration configuration, int commandTimeoutSeconds)
    {
        services.AddSingleton(_ => DatabaseAddresses.Read(configuration, commandTimeoutSeconds));
        services.AddSingleton(provider => new NpgsqlDataSourceBuilder(provider.GetRequiredService<DatabaseAddresses>().Postgres.ConnectionString).Build());
        services.AddSingleton<ListenerConnection>();
        services.AddSingleton(provider => new SessionCheck(provider.GetRequiredService<DatabaseAddresses>(), provider.GetRequiredService<ListenerConnection>()));
    }

    private static void AddGoogle(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<GoogleOptions>()
            .Bind(configuration.GetSection(GoogleOptions.Section))
            .ValidateDataAnnotations()
            .Validate(
                options => options is { ClientId.Length: > 0, ClientSecret.Length: > 0 },
                "No Google OAuth client: set Google:ClientSecretsFile, or Google:ClientId and Google:ClientSecret.")
            .Validate(
                options => options.Scopes.All(GoogleScopes.IsKnown),
                $"{GoogleOptions.Section}:{nameof(GoogleOptions.Scopes)} contains a scope that Google does not have. Write scopes as gmail.readonly or https://www.googleapis.com/auth/gmail.readonly.")
            .Validate(options => options.Quota.Costs.Values.All(units => units >= 0), "Google:Quota:Costs: a method costs 0 units or more.")
            .ValidateOnStart();
        services.AddSingleton<IPostConfigureOptions<GoogleOptions>, ClientSecretsDefaults>();
        services.AddSingleton<IValidateOptions<GoogleOptions>, GoogleAddressCheck>();
        services.AddSingleton<TenantReads>();
        services.AddSingleton<IGoogleClients, ConfiguredGoogleClients>();
        services.AddSingleton<GoogleAuthorizationEndpoint>();
        services.AddSingleton<IAuthorizationEndpoint>(provider => provider.GetRequiredService<GoogleAuthorizationEndpoint>());
        services.AddSingleton<IIssuer>(provider => provider.GetRequiredService<GoogleAuthorizationEndpoint>());
        services.AddSingleton<GoogleKeys>();
        services.AddSingleton<RiscConfigurations>();
        services.AddSingleton<ISecurityEventTokens, GoogleSecurityEventTokens>();
        services.AddSingleton<GmailServices>();
        services.AddSingleton<GmailErrors>();
        services.AddSingleton<GmailUploads>();
        services.AddSingleton<IMailbox, GmailMailbox>();
        services.AddSingleton<IMimeComposer, MimeComposer>();
        services.AddSingleton<ISendLedger, PostgresSendLedger>();
        services.AddSingleton(new ErasedWithPerson(PostgresSendLedger.Erase));
        services.AddSingleton<IQuota, SharedQuota>();
        services.AddSingleton<GmailCalls>();
        services.AddSingleton<IMessageBatches, GmailBatches>();
        services.AddSingleton<IMailContents, GmailContents>();
        services.AddSingleton<IThreads, GmailThreads>();
        services.AddSingleton<ILabels, GmailLabels>();
        services.AddSingleton<IDrafts, GmailDrafts>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<GoogleOptions>>().Value.ExchangeLimits);
        services.AddHostedService<ExchangeDrain>();
        ForGoogle(services.AddHttpClient(GoogleDocument.HttpClientName));
        ForGoogle(services.AddHttpClient<ITokenEndpoint, GoogleTokenEndpoint>());
        ForGoogle(services.AddHttpClient<IEventStreamEndpoint, GoogleEventStreamEndpoint>());
        ForGoogle(services.AddHttpClient<IIdentityProvider, GoogleIdentityProvider>());
    }

    private static void ForGoogle(IHttpClientBuilder client) => client
        // The factory's loggers write URLs and, at trace level, headers.
        .RemoveAllLoggers()
        .ConfigureHttpClient((provider, http) =>
        {
            http.Timeout = provider.GetRequiredService<IOptions<GoogleOptions>>().Value.OAuthTimeout;
            http.MaxResponseContentBufferSize = LargestOAuthAnswer;
        })
        .AddHttpMessageHandler(() => new OAuthTimeHandler(LargestOAuthAnswer))
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            // Answers of a few kilobytes gain nothing, and the handler's own decoder throws on plain bytes that claim a coding.
            AutomaticDecompression = DecompressionMethods.None,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
}
