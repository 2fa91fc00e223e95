using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Makes a label of the person's own (Gmail <c>users.labels.create</c>).</summary>
public sealed record CreateLabel(Caller Caller, Guid GrantId, LabelSettings Label) : IRequest<Result<MailLabel>>;

internal sealed class CreateLabelValidator : AbstractValidator<CreateLabel>
{
    public CreateLabelValidator()
    {
        RuleFor(command => command.Label.Name).NotNull().OverridePropertyName("name");
        RuleFor(command => command.Label).LabelSettings();
    }
}

internal sealed class CreateLabelHandler(MailboxCalls calls, ILabels labels) : IRequestHandler<CreateLabel, Result<MailLabel>>
{
    public Task<Result<MailLabel>> Handle(CreateLabel command, CancellationToken cancellationToken) => calls.RunAsync(
        command.Caller, command.GrantId, GmailMethod.CreateLabel, token => labels.CreateLabelAsync(token, command.Label, cancellationToken), cancellationToken);
}
