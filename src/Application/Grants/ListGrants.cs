using FluentValidation;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>The tenant's grants, oldest first.</summary>
/// <param name="Status">Only grants in this state.</param>
/// <param name="Email">Only grants of this address, whatever its case.</param>
public sealed record ListGrants(Caller Caller, GrantStatus? Status, string? Email, PageRequest Page) : IRequest<Result<Page<GrantView>>>;

internal sealed class ListGrantsValidator : AbstractValidator<ListGrants>
{
    public ListGrantsValidator()
    {
        RuleFor(query => query.Email).ValidAccountHint();
        this.RulesForPage(query => query.Page, key => Guid.TryParse(key, out _));
    }
}

internal sealed class ListGrantsHandler(IGrantStore grants) : IRequestHandler<ListGrants, Result<Page<GrantView>>>
{
    public async Task<Result<Page<GrantView>>> Handle(ListGrants query, CancellationToken cancellationToken) =>
        await grants.ListAsync(query.Caller.Tenant, query.Status, query.Email, query.Page, cancellationToken);
}
