using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Deletes a draft at once and for good (Gmail <c>users.drafts.delete</c>).</summary>
public sealed record DeleteDraft(Caller Caller, Guid GrantId, string DraftId) : IRequest<Result<Done>>;

internal sealed class DeleteDraftValidator : AbstractValidator<DeleteDraft>
{
    public DeleteDraftValidator() => RuleFor(command => command.DraftId).GmailId();
}

internal sealed class DeleteDraftHandler(MailboxCalls calls, IDrafts drafts) : IRequestHandler<DeleteDraft, Result<Done>>
{
    public Task<Result<Done>> Handle(DeleteDraft command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.DeleteDraft,
        token => drafts.DeleteDraftAsync(token, command.DraftId, cancellationToken),
        cancellationToken);
}
