using System.Security.Cryptography;
using System.Text.Json;
using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Composes a message and sends it, once for each key (Gmail <c>users.messages.send</c>).</summary>
/// <param name="IdempotencyKey">The caller's name for this wish to send; null when it will never be repeated.</param>
public sealed record SendMessage(Caller Caller, Guid GrantId, OutgoingMessage Message, string? IdempotencyKey) : IRequest<Result<SentMessage>>;

internal sealed class SendMessageValidator : AbstractValidator<SendMessage>
{
    public SendMessageValidator()
    {
        RuleFor(command => command.IdempotencyKey).IdempotencyKey();
        this.RulesForMessage(command => command.Message);
    }
}

internal sealed class SendMessageHandler(MessageSender sender, MessageComposition composition) : IRequestHandler<SendMessage, Result<SentMessage>>
{
    public async Task<Result<SentMessage>> Handle(SendMessage command, CancellationToken cancellationToken) => await sender.SendAsync(
        command.Caller,
        command.GrantId,
        command.IdempotencyKey,
        await DigestAsync(command.Message, cancellationToken),
        (id, ct) => composition.ComposeAsync(command.Caller, command.GrantId, command.Message, id, ct),
        cancellationToken);

    /// <summary>Of what the caller said, since two compositions of it differ in their dates and boundaries.</summary>
    private static async Task<byte[]> DigestAsync(OutgoingMessage message, CancellationToken ct)
    {
        var files = new List<object>();
        foreach (var (name, contentType, content) in message.Attachments)
        {
            content.Position = 0;
            files.Add(new { name, contentType, content = await SHA256.HashDataAsync(content, ct) });
        }

        return SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { message = message with { Attachments = [] }, files }));
    }
}
