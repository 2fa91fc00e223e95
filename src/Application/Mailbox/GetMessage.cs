using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>One message of a mailbox.</summary>
public sealed record GetMessage(Caller Caller, Guid GrantId, string MessageId, MessageFormat Format) : IRequest<Result<MailMessage>>;

internal sealed class GetMessageValidator : AbstractValidator<GetMessage>
{
    public GetMessageValidator() => RuleFor(query => query.MessageId).GmailId();
}

internal sealed class GetMessageHandler(MailboxCalls calls, IMailbox mailbox) : IRequestHandler<GetMessage, Result<MailMessage>>
{
    public Task<Result<MailMessage>> Handle(GetMessage query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller,
        query.GrantId,
        GmailMethod.Get(query.Format),
        token => mailbox.GetMessageAsync(token, query.MessageId, query.Format, cancellationToken),
        cancellationToken);
}
