using GmailPlatform.Application.Audit;
using GmailPlatform.Application.Vault;
using GmailPlatform.Infrastructure.Jobs;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Authentic;
using Marten;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Audit;

internal static class AuditSetup
{
    /// <summary>Four tries to sign within the minute that is promised.</summary>
    private const string EveryQuarterOfAMinute = "*/15 * * * * *";

    /// <summary>Adds the reading of the history, and what proves that nobody edited it.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services, IConfiguration configuration)
    {
        services.ConfigureMarten(options => options.Schema.For<CheckpointKeyDocument>()
            .DocumentAlias("checkpoint_key")
            .SealedUnder(document => document.SealingKey!, document => document.Id, "checkpoint_key"));
        services.AddSingleton<RecordedEvents>();
        services.AddSingleton<ICredentialHistory, PostgresCredentialHistory>();
        services.AddSingleton<MailboxGrants>();
        services.AddSingleton<IHistorySearch, PostgresHistorySearch>();
        services.AddSingleton<IMailboxHistory, PostgresMailboxHistory>();
        services.AddSingleton<HistorySequencer>();
        services.AddSingleton<HistoryTiles>();
        services.AddSingleton<IHistoryTree, PostgresHistoryTree>();
        services.AddSingleton<IHistoryExport, PostgresHistoryExport>();
        services.AddSingleton<ICheckpointStore, PostgresCheckpointStore>();
        services.AddSingleton<ICheckpointSigner, SealedCheckpointSigner>();
        services.AddSingleton<ISealedValues, SealedCheckpointKeys>();
        services.AddSingleton(new DocumentKind(typeof(CheckpointKeyDocument), "checkpoint_key", IsWatched: true));
        services.AddSingleton<ISignatureCheck, Ed25519>();
        services.AddSingleton(RecurringJobDefinition.Of<AuditJobs>("publish-checkpoint", job => job.PublishCheckpointAsync(CancellationToken.None), EveryQuarterOfAMinute));
        services.AddWitnesses(configuration);
        return services;
    }

    private static void AddWitnesses(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WitnessOptions>().Bind(configuration.GetSection(WitnessOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<IWitnessJobs, HangfireWitnessJobs>();
        services.AddHttpClient(WebhookWitness.HttpClientName)
            .RemoveAllLoggers()
            .ConfigureHttpClient((provider, http) => http.Timeout = provider.GetRequiredService<IOptions<WitnessOptions>>().Value.Timeout)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });
        if (configuration[$"{WitnessOptions.Section}:File"] is { Length: > 0 })
        {
            services.AddSingleton<IWitness, FileWitness>();
        }

        if (configuration[$"{WitnessOptions.Section}:Webhook"] is { Length: > 0 })
        {
            services.AddSingleton<IWitness, WebhookWitness>();
        }
    }
}
