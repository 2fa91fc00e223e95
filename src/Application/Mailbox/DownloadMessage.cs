using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>A message as it was sent (RFC 5322; Gmail <c>users.messages.get</c> with <c>format=raw</c>). The caller disposes it.</summary>
public sealed record DownloadMessage(Caller Caller, Guid GrantId, string MessageId) : IRequest<Result<MailContent>>;

internal sealed class DownloadMessageValidator : AbstractValidator<DownloadMessage>
{
    public DownloadMessageValidator() => RuleFor(query => query.MessageId).GmailId();
}

internal sealed class DownloadMessageHandler(MailboxCalls calls, IMailContents contents) : IRequestHandler<DownloadMessage, Result<MailContent>>
{
    public Task<Result<MailContent>> Handle(DownloadMessage query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller, query.GrantId, GmailMethod.GetMessage, token => contents.OpenMessageAsync(token, query.MessageId, cancellationToken), cancellationToken);
}
