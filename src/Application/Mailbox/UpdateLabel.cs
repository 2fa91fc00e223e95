using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Changes what is given of a label of the person's own (Gmail <c>users.labels.patch</c>).</summary>
public sealed record UpdateLabel(Caller Caller, Guid GrantId, string LabelId, LabelSettings Label) : IRequest<Result<MailLabel>>;

internal sealed class UpdateLabelValidator : AbstractValidator<UpdateLabel>
{
    public UpdateLabelValidator()
    {
        RuleFor(command => command.LabelId).GmailId();
        RuleFor(command => command.Label).LabelSettings();
    }
}

internal sealed class UpdateLabelHandler(MailboxCalls calls, ILabels labels) : IRequestHandler<UpdateLabel, Result<MailLabel>>
{
    public Task<Result<MailLabel>> Handle(UpdateLabel command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller,
        command.GrantId,
        GmailMethod.UpdateLabel,
        token => labels.UpdateLabelAsync(token, command.LabelId, command.Label, cancellationToken),
        cancellationToken);
}
