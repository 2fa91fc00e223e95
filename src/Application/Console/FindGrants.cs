using System.Globalization;
using FluentValidation;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Tenancy;
using MediatR;

namespace GmailPlatform.Application.Console;

/// <summary>Grants of all tenants. Who may not read histories sees no address, and cannot ask for one.</summary>
public sealed record FindGrants(ConsoleCaller Caller, GrantFilter Filter, GrantOrder Order, PageRequest Page) : IRequest<Result<Page<FoundGrant>>>;

/// <summary>Which grants are wanted: those to which everything that is set applies.</summary>
/// <param name="Email">The address, whatever its case.</param>
public sealed record GrantFilter(GrantStatus? Status, TenantId? Tenant, string? Email);

/// <summary>The order of a list of grants.</summary>
public enum GrantOrder
{
    /// <summary>The latest connected first.</summary>
    Newest,

    /// <summary>The earliest connected first.</summary>
    Oldest,

    /// <summary>Those whose access token runs out first, or ran out longest ago.</summary>
    Expiring,
}

/// <summary>A grant in a list.</summary>
/// <param name="Email">Null for whom it does not concern, and of an erased person.</param>
public sealed record FoundGrant(Grant Grant, TenantId Tenant, string TenantName, string? Email);

/// <summary>The place of a grant in a list.</summary>
/// <param name="Date">What it is ordered by before its id; null where the id is all.</param>
public sealed record GrantPosition(DateTimeOffset? Date, Guid Id)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Date?.UtcTicks}.{Id}");

    /// <summary>Null for what <see cref="ToString"/> did not write.</summary>
    public static GrantPosition? Parse(string text) =>
        text.Split('.') is [var ticks, var id] && Guid.TryParse(id, out var grantId) && (ticks.Length == 0 || IsTicks(ticks))
            ? new GrantPosition(ticks.Length == 0 ? null : new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero), grantId)
            : null;

    private static bool IsTicks(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.Ticks;
}

/// <summary>Finds grants of all tenants, each page by an index.</summary>
public interface IGrantDirectory
{
    /// <summary>From the one after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<FoundGrant>> FindAsync(GrantFilter filter, GrantOrder order, GrantPosition? after, int limit, CancellationToken ct);

    /// <summary>The ids that end in <paramref name="shortId"/> (see <see cref="FindGrantId"/>), at most two.</summary>
    Task<IReadOnlyList<Guid>> FindIdsAsync(string shortId, CancellationToken ct);
}

internal sealed class FindGrantsValidator : AbstractValidator<FindGrants>
{
    public FindGrantsValidator()
    {
        RuleFor(query => query.Filter.Email).ValidAccountHint().OverridePropertyName("email");
        this.RulesForPage(query => query.Page, key => GrantPosition.Parse(key) is not null);
    }
}

internal sealed class FindGrantsHandler(IGrantDirectory grants) : IRequestHandler<FindGrants, Result<Page<FoundGrant>>>
{
    public async Task<Result<Page<FoundGrant>>> Handle(FindGrants query, CancellationToken cancellationToken)
    {
        if (query.Filter.Email is not null && !query.Caller.MayReadHistory)
        {
            return ConsoleFailures.Forbidden;
        }

        var after = query.Page.After is { } key ? GrantPosition.Parse(key) : null;
        var found = await grants.FindAsync(query.Filter, query.Order, after, query.Page.PageSize + 1, cancellationToken);
        var shown = query.Caller.MayReadHistory ? found : [.. found.Select(grant => grant with { Email = null })];
        return Page<FoundGrant>.Of(shown, query.Page.PageSize, grant => PositionOf(grant, query.Order).ToString());
    }

    private static GrantPosition PositionOf(FoundGrant found, GrantOrder order) =>
        new(order is GrantOrder.Expiring ? found.Grant.AccessTokenExpiresAt : null, found.Grant.Id);
}
