using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Composes a message and keeps it as a draft (Gmail <c>users.drafts.create</c>). Repeating it makes another.</summary>
public sealed record CreateDraft(Caller Caller, Guid GrantId, OutgoingMessage Message) : IRequest<Result<DraftReference>>;

internal sealed class CreateDraftValidator : AbstractValidator<CreateDraft>
{
    public CreateDraftValidator() => this.RulesForDraft(command => command.Message);
}

internal sealed class CreateDraftHandler(MailboxCalls calls, MessageComposition composition, IDrafts drafts) : IRequestHandler<CreateDraft, Result<DraftReference>>
{
    public async Task<Result<DraftReference>> Handle(CreateDraft command, CancellationToken cancellationToken)
    {
        var composed = await composition.ComposeAsync(command.Caller, command.GrantId, command.Message, id: null, cancellationToken);
        return composed.Succeeded(out var message, out var failure)
            ? await calls.RunAsync(
                command.Caller, command.GrantId, GmailMethod.CreateDraft, token => drafts.CreateDraftAsync(token, message, cancellationToken), cancellationToken)
            : failure;
    }
}
