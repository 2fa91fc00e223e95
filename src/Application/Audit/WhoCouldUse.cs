using FluentValidation;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>Who could use a mailbox at a moment, and who did in that minute.</summary>
/// <param name="Tenant">Null is every tenant.</param>
/// <param name="Person">An address or Google's id; either this or <paramref name="GrantId"/>.</param>
/// <param name="GrantId">Also of an erased person.</param>
/// <param name="At">The moment.</param>
public sealed record WhoCouldUse(TenantId? Tenant, string? Person, Guid? GrantId, DateTimeOffset At) : IRequest<Result<IReadOnlyList<MailboxAccess>>>;

/// <summary>Access to one grant of the mailbox.</summary>
/// <param name="Status">Where the grant stood.</param>
/// <param name="Scopes">What Google granted.</param>
/// <param name="Usable">Whether the grant could be used at all: it stood well and its tenant was not suspended.</param>
/// <param name="Keys">The API keys that could have used it then; none unless it was usable.</param>
/// <param name="Uses">Who used it in that minute.</param>
/// <param name="Events">All that was written of the grant in that minute, oldest first.</param>
public sealed record MailboxAccess(
    TenantId Tenant,
    Guid GrantId,
    GrantStatus Status,
    ScopeSet Scopes,
    bool Usable,
    IReadOnlyList<KeyAccess> Keys,
    IReadOnlyList<MailboxUse> Uses,
    IReadOnlyList<RecordedEvent> Events);

/// <summary>A key that was good at the moment, and what of a mailbox it reaches.</summary>
public sealed record KeyAccess(string Id, string Name, IReadOnlyList<string> Permissions);

/// <summary>Use by one API key, as it was counted.</summary>
/// <param name="By">Who: <c>key:&lt;id&gt;</c>.</param>
public sealed record MailboxUse(string By, int Count, DateTimeOffset FirstUsedAt, DateTimeOffset LastUsedAt);

internal sealed class WhoCouldUseValidator : AbstractValidator<WhoCouldUse>
{
    public WhoCouldUseValidator()
    {
        RuleFor(query => query.Person).Must((query, person) => person is null != query.GrantId is null)
            .WithMessage("Name the mailbox: either its person or its grant.").OverridePropertyName("person");
        this.RuleForText("person", query => query.Person);
    }
}

internal sealed class WhoCouldUseHandler(IMailboxHistory history) : IRequestHandler<WhoCouldUse, Result<IReadOnlyList<MailboxAccess>>>
{
    /// <summary>Use is counted by the minute.</summary>
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly IReadOnlyList<string> Reaching = [Permission.TokensRead, Permission.MailRead, Permission.MailWrite];

    public async Task<Result<IReadOnlyList<MailboxAccess>>> Handle(WhoCouldUse query, CancellationToken cancellationToken)
    {
        var from = new DateTimeOffset(query.At.UtcTicks - (query.At.UtcTicks % Minute.Ticks), TimeSpan.Zero);
        var mailbox = new HistoryFilter { Tenant = query.Tenant, Person = query.Person, GrantId = query.GrantId };
        var grants = await history.ReadAsync(mailbox, query.At, (from, from + Minute), cancellationToken);
        return Result<IReadOnlyList<MailboxAccess>>.Success([.. grants.Select(grant => AccessTo(grant, query.At, (from, from + Minute)))]);
    }

    private static MailboxAccess AccessTo(MailboxAt mailbox, DateTimeOffset at, (DateTimeOffset From, DateTimeOffset Until) minute)
    {
        var usable = mailbox.Grant.IsUsable && !(mailbox.SuspendedAt <= at);
        var uses = mailbox.Events.Select(e => e.Data).OfType<CredentialsUsed>().Where(use => use.FirstUsedAt < minute.Until && use.LastUsedAt >= minute.From);
        return new MailboxAccess(
            mailbox.Tenant,
            mailbox.Grant.Id,
            mailbox.Grant.Status,
            mailbox.Grant.Scopes,
            usable,
            usable ? [.. mailbox.Keys.Where(key => IsGood(key, at)).Select(Reach).Where(key => key.Permissions.Count > 0)] : [],
            [.. uses.Select(use => new MailboxUse(use.By, use.Count, use.FirstUsedAt, use.LastUsedAt))],
            [.. mailbox.Events.Where(e => e.At >= minute.From && e.At < minute.Until)]);
    }

    private static bool IsGood(ApiKey key, DateTimeOffset at) => key.CreatedAt <= at && !(key.RevokedAt <= at) && !(key.ExpiresAt <= at);

    private static KeyAccess Reach(ApiKey key) => new(key.Id, key.Name, [.. key.Permissions.Intersect(Reaching, StringComparer.Ordinal)]);
}
