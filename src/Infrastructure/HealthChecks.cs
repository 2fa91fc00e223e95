using System.Security.Cryptography;
using GmailPlatform.Application.Console;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Vault;
using GmailPlatform.Infrastructure.Store.Authentic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace GmailPlatform.Infrastructure;

internal static class HealthChecks
{
    public static IServiceCollection AddReadiness(this IServiceCollection services) => services
        .AddReadinessCheck<DatabaseCheck>("database")
        .AddReadinessCheck<MigrationsCheck>("migrations")
        .AddReadinessCheck<KeyRingCheck>("keyRing")
        .AddReadinessCheck<StoredRowsCheck>("storedRows")
        .AddReadinessCheck<GoogleClientsCheck>("googleClients")
        .AddReadinessCheck<RefreshesCheck>("refreshes");

    private sealed class DatabaseCheck(NpgsqlDataSource database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }

    private sealed class MigrationsCheck(DatabaseSchema schema) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            await schema.FindProblemAsync(cancellationToken) is { } problem ? HealthCheckResult.Unhealthy(problem) : HealthCheckResult.Healthy();
    }

    /// <summary>An alarm and no reason to take the node away: it serves the valid tokens and all other clients.</summary>
    private sealed class GoogleClientsCheck(IClientBreakerStore breakers) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var open = (await breakers.ListAsync(cancellationToken)).Where(breaker => breaker.IsOpen).ToList();
            return open.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"Google rejects: {string.Join(", ", open.Select(breaker => $"{breaker.ClientId} ({breaker.Error})"))}");
        }
    }

    /// <summary>
    /// Tells of grants that nobody was told of otherwise. Degraded only: Google may be down, and the node serves all other grants. Without their number, which
    /// changes from probe to probe: a problem is logged when its text changes.
    /// </summary>
    private sealed class RefreshesCheck(IGrantFigures figures, TimeProvider clock) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var count = await figures.CountFailingAsync(clock.GetUtcNow() - Grant.PersistentFailure, cancellationToken);
            return count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded("Refreshes of some grants have failed for more than a day; the overview of the console lists them with their cause");
        }
    }

    /// <summary>Names forged rows. Degraded only: they have no effect, so the node can serve requests.</summary>
    private sealed class StoredRowsCheck(DocumentScan scan) : IHealthCheck
    {
        private const int Named = 20;

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var forged = await scan.FindForgedAsync(cancellationToken);
            return forged.Count == 0
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Degraded($"{forged.Count} stored rows are not authentic and have no effect: {string.Join(", ", forged.Take(Named))}");
        }
    }

    /// <summary>Fails with the id of a key that anything rests under and that is missing or does not open; the log names it.</summary>
    private sealed class KeyRingCheck(IKeyRing keyRing, SealingKeys keys) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            keys.AssertKeysInUseOpen();
            if (keys.FindRejected() is { Count: > 0 } rejected)
            {
                return Task.FromResult(HealthCheckResult.Unhealthy(
                    $"The key ring contains rows that are not authentic. {string.Join("; ", rejected.Select(row => $"{row.Id}: {row.Reason}"))}."));
            }

            var key = GrantKey.Generate();
            var opened = keyRing.Unwrap(keyRing.Wrap(key, default, Guid.Empty), default, Guid.Empty);
            return Task.FromResult(CryptographicOperations.FixedTimeEquals(key.Material, opened.Material)
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("The key ring does not open what it sealed."));
        }
    }
}
