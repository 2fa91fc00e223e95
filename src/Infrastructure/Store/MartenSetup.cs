using System.Linq.Expressions;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Console;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Grants.Erasures;
using GmailPlatform.Infrastructure.Mailbox;
using GmailPlatform.Infrastructure.Store.Authentic;
using GmailPlatform.Infrastructure.Store.Connections;
using GmailPlatform.Infrastructure.Tenancy;
using GmailPlatform.Infrastructure.Vault;
using GmailPlatform.Infrastructure.Vault.Integrity;
using JasperFx;
using JasperFx.MultiTenancy;
using Marten;
using Marten.Schema;
using Marten.Schema.Indexing.Unique;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Weasel.Core;

namespace GmailPlatform.Infrastructure.Store;

internal static class MartenSetup
{
    public const string Schema = "gmailplatform";

    /// <summary>Adds the store. The schema changes only by <see cref="Migrations"/>, never by use.</summary>
    public static IServiceCollection AddStore(this IServiceCollection services)
    {
        services.AddMarten(Configure).UseNpgsqlDataSource().UseLightweightSessions();
        services.ConfigureMarten((provider, options) => options.UseSystemTextJsonForSerialization(EnumStorage.AsString, Casing.CamelCase, json =>
        {
            json.IgnoreReadOnlyProperties = true;
            json.Converters.Add(new AuthenticatedJson(provider.GetRequiredService<DocumentKinds>(), provider.GetRequiredService<DocumentAuthentication>()));
        }));
        services.AddSingleton<DocumentKinds>();
        services.AddSingleton<DocumentAuthentication>();
        services.AddSingleton<DocumentAdoption>();
        services.AddSingleton<DocumentScan>();
        services.AddSingleton<StoreLogger>();
        services.ConfigureMarten((provider, options) => options.Logger(provider.GetRequiredService<StoreLogger>()));
        services.AddSingleton<DatabaseSchema>();
        services.AddSingleton(provider => new Migrations(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<DatabaseAddresses>(),
            provider.GetRequiredService<KeyRingAdoption>(),
            provider.GetRequiredService<DocumentAdoption>()));
        return services;
    }

    private static void Configure(StoreOptions options)
    {
        options.DatabaseSchemaName = Schema;
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.DisableNpgsqlLogging = true;
        ConfigureEvents(options);
        ConfigureDocuments(options);
        options.Storage.ExtendedSchemaObjects.Add(PostgresXmlRepository.Table());
        options.Storage.ExtendedSchemaObjects.Add(PostgresRefreshLeases.Table());
        options.Storage.ExtendedSchemaObjects.Add(PostgresErasures.Table());
        options.Storage.ExtendedSchemaObjects.AddRange(HistoryTables.All());
        options.Storage.ExtendedSchemaObjects.Add(PostgresSendLedger.Table());
        options.Storage.ExtendedSchemaObjects.Add(SharedQuota.Table());
    }

    private static void ConfigureEvents(StoreOptions options)
    {
        options.Events.DatabaseSchemaName = Schema;
        options.Events.TenancyStyle = TenancyStyle.Conjoined;
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        options.Events.MetadataConfig.UserNameEnabled = true;
        options.Events.MetadataConfig.HeadersEnabled = true;
        GrantEventTypes.Map(options.Events);
        HistoryIndexes.Keep(options.Events);
    }

    private static void ConfigureDocuments(StoreOptions options)
    {
        options.Schema.For<TenantDocument>().DocumentAlias("tenant").UseOptimisticConcurrency(true).SealedUnder(document => document.SealingKey!, document => document.Id, "tenant");
        options.Schema.For<ApiKey>().DocumentAlias("api_key").Index(key => key.TenantId).Index(key => key.GrantId!, OfFew("grantId"));
        options.Schema.For<AuthorizationDocument>()
            .DocumentAlias("authorization")
            .UseNumericRevisions(true)
            .UniqueIndex(UniqueIndexType.Computed, document => document.StateSha256)
            .Index(document => document.ExpiresAt)
            .Index(document => document.GrantId!)
            .SealedUnder(document => document.SealingKey!, document => document.Id, "authorization");
        PostgresGrantDirectory.KeepIndex(options.Schema.For<Grant>());
        options.Schema.For<Grant>()
            .DocumentAlias("grant")
            .MultiTenanted()
            .UseNumericRevisions(true)
            // For the lists of the console, over all tenants.
            .Index([grant => grant.Status, grant => grant.Id], index => index.Name = "grant_by_status")
            .Index(grant => grant.Id, index => index.Name = "grant_by_id")
            .Index(grant => grant.RetryAt!, OfFew("retryAt"))
            // In columns of their own, each with an index: that of a date in JSON calls a function for each row that is written or compared.
            .Duplicate(grant => grant.AccessTokenExpiresAt)
            .Duplicate(grant => grant.RefreshTokenUsedAt)
            .Index(grant => grant.RefreshTokenExpiresAt!, OfFew("refreshTokenExpiresAt"))
            .Index(grant => grant.RevocationPendingSince!, OfFew("revocationPendingSince"));
        options.Schema.For<GrantAccount>()
            .DocumentAlias("grant_account")
            .MultiTenanted()
            .UniqueIndex(UniqueIndexType.Computed, "one_grant_an_account", TenancyScope.PerTenant, account => account.Subject)
            .Index(account => account.EmailKey!)
            // Google names a person without saying whose.
            .Index(account => account.Subject);
        options.Schema.For<ClientBreakerDocument>().DocumentAlias("client_breaker").UseNumericRevisions(true);
        options.Schema.For<SealedCredential>()
            .DocumentAlias("sealed_credential")
            .MultiTenanted()
            .Index(credential => credential.RefreshTokenHash!)
            .Index(credential => credential.RefreshTokenPrefix!)
            .SealedUnder(credential => credential.SealingKey!, credential => credential.Id, "sealed_credential");
        options.Schema.For<TokenLookupKey>().DocumentAlias("token_lookup_key").SealedUnder(key => key.SealingKey!, key => key.Id, "token_lookup_key");
        options.Schema.For<SecurityEventDocument>().DocumentAlias("security_event").Index(document => document.ReceivedAt).Index(document => document.ProcessedAt!);
        options.Schema.For<ResealRun>().DocumentAlias("reseal_run");
        options.Schema.For<ConsolePerson>().DocumentAlias("console_person");
        options.Schema.For<ConsoleSession>().DocumentAlias("console_session").Index(session => session.ExpiresAt);
        options.Schema.For<ConsoleAccess>().DocumentAlias("console_access").Index([access => access.PersonId, access => access.Id]);
    }

    /// <summary>Of dates that most grants do not have, so that their refreshes need not touch the index.</summary>
    private static Action<ComputedIndex> OfFew(string property) => index => index.Predicate = $"(data ->> '{property}') is not null";

    /// <summary>Keeps the row of the key ring that the document's sealed value needs in an indexed column that refers to the ring.</summary>
    internal static MartenRegistry.DocumentMappingExpression<T> SealedUnder<T>(
        this MartenRegistry.DocumentMappingExpression<T> documents, Expression<Func<T, object>> key, Expression<Func<T, object>> id, string alias)
        where T : notnull
    {
        var (schema, table, column) = PostgresXmlRepository.KeyReference;
        return documents
            .ForeignKey(key, schema, table, column, reference => reference.Name = $"{alias}_is_sealed_under")
            .Index([key, id], index => index.Name = $"{alias}_by_sealing_key");
    }
}
