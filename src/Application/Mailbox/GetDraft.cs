using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>One draft with its message (Gmail <c>users.drafts.get</c>).</summary>
public sealed record GetDraft(Caller Caller, Guid GrantId, string DraftId, MessageFormat Format) : IRequest<Result<MailDraft>>;

internal sealed class GetDraftValidator : AbstractValidator<GetDraft>
{
    public GetDraftValidator() => RuleFor(query => query.DraftId).GmailId();
}

internal sealed class GetDraftHandler(MailboxCalls calls, IDrafts drafts) : IRequestHandler<GetDraft, Result<MailDraft>>
{
    public Task<Result<MailDraft>> Handle(GetDraft query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller,
        query.GrantId,
        GmailMethod.GetDraft,
        token => drafts.GetDraftAsync(token, query.DraftId, query.Format, cancellationToken),
        cancellationToken);
}
