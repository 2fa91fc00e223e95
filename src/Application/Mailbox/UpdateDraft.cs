using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Composes a message and puts it in the place of a draft's (Gmail <c>users.drafts.update</c>).</summary>
public sealed record UpdateDraft(Caller Caller, Guid GrantId, string DraftId, OutgoingMessage Message) : IRequest<Result<DraftReference>>;

internal sealed class UpdateDraftValidator : AbstractValidator<UpdateDraft>
{
    public UpdateDraftValidator()
    {
        RuleFor(command => command.DraftId).GmailId();
        this.RulesForDraft(command => command.Message);
    }
}

internal sealed class UpdateDraftHandler(MailboxCalls calls, MessageComposition composition, IDrafts drafts) : IRequestHandler<UpdateDraft, Result<DraftReference>>
{
    public async Task<Result<DraftReference>> Handle(UpdateDraft command, CancellationToken cancellationToken)
    {
        var composed = await composition.ComposeAsync(command.Caller, command.GrantId, command.Message, id: null, cancellationToken);
        return composed.Succeeded(out var message, out var failure)
            ? await calls.RunAsync(
                command.Caller, command.GrantId, GmailMethod.UpdateDraft, token => drafts.UpdateDraftAsync(token, command.DraftId, message, cancellationToken), cancellationToken)
            : failure;
    }
}
