using System.Globalization;
using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Audit;

/// <summary>The credential history of one grant, oldest first: who connected, refreshed, failed, revoked.</summary>
public sealed record GetCredentialHistory(Caller Caller, Guid GrantId, PageRequest Page) : IRequest<Result<Page<RecordedEvent>>>;

internal sealed class GetCredentialHistoryValidator : AbstractValidator<GetCredentialHistory>
{
    public GetCredentialHistoryValidator() =>
        this.RulesForPage(query => query.Page, key => long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _));
}

internal sealed class GetCredentialHistoryHandler(ICredentialHistory history)
    : IRequestHandler<GetCredentialHistory, Result<Page<RecordedEvent>>>
{
    public async Task<Result<Page<RecordedEvent>>> Handle(GetCredentialHistory query, CancellationToken cancellationToken)
    {
        var after = query.Page.After is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : 0;
        var events = await history.ReadAsync(query.Caller.Tenant, query.GrantId, after, query.Page.PageSize + 1, cancellationToken);
        return events is null
            ? CommonFailures.NotFound
            : Page<RecordedEvent>.Of(events, query.Page.PageSize, e => e.Sequence.ToString(CultureInfo.InvariantCulture));
    }
}
