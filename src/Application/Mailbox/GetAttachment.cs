using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>The content of an attachment (Gmail <c>users.messages.attachments.get</c>). The caller disposes it.</summary>
/// <param name="AttachmentId">As the message names it: <see cref="MessageAttachment.AttachmentId"/>.</param>
public sealed record GetAttachment(Caller Caller, Guid GrantId, string MessageId, string AttachmentId) : IRequest<Result<MailContent>>;

internal sealed class GetAttachmentValidator : AbstractValidator<GetAttachment>
{
    public GetAttachmentValidator()
    {
        RuleFor(query => query.MessageId).GmailId();
        RuleFor(query => query.AttachmentId)
            .Must(id => id.Length is > 0 and <= 200 && id.Split('.').All(step => step.Length > 0 && step.All(char.IsAsciiDigit)))
            .WithMessage("An attachment id is a place in its message, such as 1 or 0.2: take it from the message's attachments here. Gmail's own change with each call.");
    }
}

internal sealed class GetAttachmentHandler(MailboxCalls calls, IMailContents contents) : IRequestHandler<GetAttachment, Result<MailContent>>
{
    public Task<Result<MailContent>> Handle(GetAttachment query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller,
        query.GrantId,
        GmailMethod.GetAttachment,
        token => contents.OpenAttachmentAsync(token, query.MessageId, query.AttachmentId, cancellationToken),
        cancellationToken,
        // The message's structure costs as much.
        calls: 2);
}
