using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Sends a message that the caller composed (RFC 5322), once for each key (Gmail <c>users.messages.send</c>).</summary>
/// <param name="Message">Seekable.</param>
/// <param name="ThreadId">Gmail's id of the thread to join; the message must have the headers for it, too.</param>
/// <param name="IdempotencyKey">The caller's name for this wish to send; null when it will never be repeated.</param>
public sealed record SendRawMessage(Caller Caller, Guid GrantId, Stream Message, string? ThreadId, string? IdempotencyKey) : IRequest<Result<SentMessage>>;

internal sealed class SendRawMessageValidator : AbstractValidator<SendRawMessage>
{
    public SendRawMessageValidator()
    {
        RuleFor(command => command.IdempotencyKey).IdempotencyKey();
        When(command => command.ThreadId is not null, () => RuleFor(command => command.ThreadId!).GmailId().WithMessage("A thread id has up to 64 letters, digits, '-' and '_'."));
    }
}

internal sealed class SendRawMessageHandler(MessageSender sender, IMimeComposer composer) : IRequestHandler<SendRawMessage, Result<SentMessage>>
{
    public async Task<Result<SentMessage>> Handle(SendRawMessage command, CancellationToken cancellationToken) => await sender.SendAsync(
        command.Caller,
        command.GrantId,
        command.IdempotencyKey,
        await DigestAsync(command, cancellationToken),
        (id, ct) => composer.ReadAsync(command.Message, command.ThreadId, id, ct),
        cancellationToken);

    private static async Task<byte[]> DigestAsync(SendRawMessage command, CancellationToken ct)
    {
        command.Message.Position = 0;
        var content = await SHA256.HashDataAsync(command.Message, ct);
        return SHA256.HashData([.. content, .. Encoding.UTF8.GetBytes(command.ThreadId ?? "")]);
    }
}
