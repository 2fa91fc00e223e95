using System.Diagnostics;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Grants.Erasures;
using GmailPlatform.Infrastructure.Grants.Leases;
using GmailPlatform.Infrastructure.Store;
using Marten;
using Microsoft.AspNetCore.DataProtection;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>
/// Writes what happens to grants, each change with all that rests beside it in one transaction. Refreshes that meet are written together, and so are
/// consents; where one of them stands in the way, each by itself. Apart: a consent may wait for another node's of the same person, and no refresh does.
/// </summary>
internal sealed class GrantCommits
{
    private const int Lanes = 1;
    private const int LargestBatch = 200;

    private readonly IDocumentStore _store;
    private readonly IKeyRing _keyRing;
    private readonly IDataProtectionProvider _protection;
    private readonly TokenLookups _lookups;
    private readonly PostgresErasures _erasures;
    private readonly ChangeFeed _feed;
    private readonly IReadOnlyList<ErasedWithPerson> _erased;
    private readonly Batcher<GrantCommit, bool> _refreshes;
    private readonly Batcher<GrantCommit, bool> _consents;

    public GrantCommits(
        IDocumentStore store, IKeyRing keyRing, IDataProtectionProvider protection, TokenLookups lookups, PostgresErasures erasures, ChangeFeed feed, IEnumerable<ErasedWithPerson> erased)
    {
        (_store, _keyRing, _protection, _lookups, _erasures, _feed, _erased) = (store, keyRing, protection, lookups, erasures, feed, [.. erased]);
        _refreshes = new Batcher<GrantCommit, bool>(Lanes, LargestBatch, TryWriteTogetherAsync);
        _consents = new Batcher<GrantCommit, bool>(Lanes, LargestBatch, TryWriteTogetherAsync);
    }

    /// <summary>See <see cref="IGrantStore.TryCommitAsync"/>.</summary>
    public async Task<bool> TryCommitAsync(GrantChange change, CancellationToken ct)
    {
        var commit = new GrantCommit(change, Activity.Current);
        var written = (BatcherOf(change) is { } batcher && await batcher.AddAsync(commit)) || await TryWriteAsync([commit], ct);
        if (written)
        {
            change.Lease?.End();
        }

        return written;
    }

    /// <summary>A refresh has a lease, and a consent an account. Null for what comes one by one.</summary>
    private Batcher<GrantCommit, bool>? BatcherOf(GrantChange change) => change.Lease is not null ? _refreshes : change.Account is not null ? _consents : null;

    /// <summary>All or none of them. What stands in the way of one is for itself to find out; the others must not fail with it.</summary>
    private async Task<IReadOnlyList<bool>> TryWriteTogetherAsync(IReadOnlyList<GrantCommit> commits)
    {
        var written = false;
        try
        {
            written = await TryWriteAsync(commits, CancellationToken.None);
        }
        catch (Exception e) when (commits.Count > 1 && !DatabaseOutages.Includes(e))
        {
            // Each is tried again alone, and throws there what is its own.
        }

        return [.. commits.Select(_ => written)];
    }

    private async Task<bool> TryWriteAsync(IReadOnlyList<GrantCommit> commits, CancellationToken ct)
    {
        await using var session = _store.LightweightSession();
        // In one order everywhere, so that two batches do not wait for one another in a circle.
        var ordered = commits.OrderBy(commit => commit.Change.After.Id).ToList();
        // Before the session of a tenant is made, which would otherwise read on a second connection while the lock keeps the first.
        foreach (var erasure in ordered.Select(commit => commit.Change).Where(change => change.ErasePerson))
        {
            await session.TakeErasureLockAsync(erasure.Tenant.ToString(), erasure.After.Id, ct);
        }

        foreach (var commit in ordered)
        {
            var grants = session.ForTenant(commit.Change.Tenant.ToString());
            commit.AppendTo(grants);
            await WriteBesideAsync(grants, commit.Change, ct);
            commit.EndedKeys = commit.Change.ErasePerson ? await EndKeysAsync(grants, commit.Change.After.Id, ct) : [];
        }

        return await session.TryCommitAsync(_feed, [.. commits.SelectMany(commit => commit.News)], ct);
    }

    private async Task WriteBesideAsync(IDocumentOperations documents, GrantChange change, CancellationToken ct)
    {
        var grantId = change.After.Id;
        if (change.Account is { } account)
        {
            documents.Store(GrantAccount.Of(grantId, account, change.ReturnUrl));
            await _erasures.CheckAsync(documents, change, account.Subject, ct);
        }

        if (change.Tokens is { } tokens)
        {
            var key = change.Key ?? throw new ArgumentException("Tokens need the key to seal them under.", nameof(change));
            var credential = SealedCredential.Seal(change.Tenant, change.After, key, tokens, _keyRing.Wrap(key, change.Tenant, grantId));
            documents.Store(credential.FoundBy(await _lookups.OfAsync(tokens.RefreshToken, ct)));
        }

        if (change.Answered is { } answered)
        {
            MartenAuthorizationStore.Write(documents, answered, _protection);
        }

        if (change.DeleteTokens && await documents.LoadAsync<SealedCredential>(grantId, ct) is { } held)
        {
            // Without tokens nothing needs the key of an erased person any more.
            if (change.After.Status is GrantStatus.Erased)
            {
                documents.Delete(held);
            }
            else
            {
                documents.Store(held.WithoutTokens());
            }
        }

        if (change.ErasePerson)
        {
            await EraseAsync(documents, change, ct);
        }

        if (change.Lease is { } lease)
        {
            documents.QueueOperation(new EndLease(lease));
        }
    }

    /// <summary>Deletes the keys bound to an erased grant: they are of no more use, and their names may be personal data.</summary>
    private static async Task<IReadOnlyList<string>> EndKeysAsync(IDocumentOperations documents, Guid grantId, CancellationToken ct)
    {
        var ids = await documents.Query<ApiKey>().Where(key => key.GrantId == grantId).Select(key => key.Id).ToListAsync(ct);
        foreach (var id in ids)
        {
            documents.Delete<ApiKey>(id);
        }

        return ids;
    }

    private async Task EraseAsync(IDocumentOperations documents, GrantChange change, CancellationToken ct)
    {
        var (tenant, grantId) = (change.Tenant, change.After.Id);
        var account = await documents.LoadAsync<GrantAccount>(grantId, ct);
        documents.DeleteWhere<AuthorizationDocument>(document => document.GrantId == grantId);
        if (account is not null)
        {
            // A consent that was asked for by address names the person as well.
            var (tenantId, hints) = (tenant.Value, new[] { account.Subject, account.EmailKey ?? account.Subject });
            documents.DeleteWhere<AuthorizationDocument>(document => document.Authorization.TenantId == tenantId && document.LoginHintKey!.IsOneOf(hints));
            // Tokens of this person may wait for their commit, on any node.
            await _erasures.MarkAsync(documents, new(tenant, change.After.UpdatedAt), grantId, account.Subject, ct);
        }

        documents.Delete<GrantAccount>(grantId);
        foreach (var rows in _erased)
        {
            documents.QueueSqlCommand(rows.Sql, tenant.ToString(), grantId);
        }

        if (change is { After.RevocationPendingSince: not null, Key: { } key } && account is not null
            && await documents.LoadAsync<SealedCredential>(grantId, ct) is { RefreshToken: not null } credential)
        {
            documents.Store(credential.WithoutPerson(tenant, key, account.Subject));
        }
        else
        {
            documents.Delete<SealedCredential>(grantId);
        }
    }
}
