using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Deletes a label of the person's own and takes it off every message, which stays (Gmail <c>users.labels.delete</c>).</summary>
public sealed record DeleteLabel(Caller Caller, Guid GrantId, string LabelId) : IRequest<Result<Done>>;

internal sealed class DeleteLabelValidator : AbstractValidator<DeleteLabel>
{
    public DeleteLabelValidator() => RuleFor(command => command.LabelId).GmailId();
}

internal sealed class DeleteLabelHandler(MailboxCalls calls, ILabels labels) : IRequestHandler<DeleteLabel, Result<Done>>
{
    public Task<Result<Done>> Handle(DeleteLabel command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.DeleteLabel,
        token => labels.DeleteLabelAsync(token, command.LabelId, cancellationToken),
        cancellationToken);
}
