using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Sends a draft, which is then none any more (Gmail <c>users.drafts.send</c>): repeated, it is <c>not_found</c>, and nothing is sent twice.</summary>
public sealed record SendDraft(Caller Caller, Guid GrantId, string DraftId) : IRequest<Result<LabelledMessage>>;

internal sealed class SendDraftValidator : AbstractValidator<SendDraft>
{
    public SendDraftValidator() => RuleFor(command => command.DraftId).GmailId();
}

internal sealed class SendDraftHandler(MailboxCalls calls, IDrafts drafts) : IRequestHandler<SendDraft, Result<LabelledMessage>>
{
    public Task<Result<LabelledMessage>> Handle(SendDraft command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.SendDraft,
        token => drafts.SendDraftAsync(token, command.DraftId, cancellationToken),
        cancellationToken);
}
