using FluentValidation;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What callers may say of messages to send. Whether an address is one, the composer judges.</summary>
internal static class OutgoingRules
{
    /// <summary>Gmail's own bound.</summary>
    private const int MostRecipients = 500;

    private const int MostAttachments = 100;

    public static void RulesForMessage<T>(this AbstractValidator<T> validator, Func<T, OutgoingMessage> message)
    {
        validator.RuleFor(command => message(command))
            .Must(m => m.To.Count + m.Cc.Count + m.Bcc.Count > 0 || m.InReplyTo is not null).WithMessage("Name a recipient, or the message that this one answers.")
            .OverridePropertyName("to");
        validator.RulesForDraft(message);
    }

    /// <summary>A draft may lack what a message needs, and holds nothing that a message cannot.</summary>
    public static void RulesForDraft<T>(this AbstractValidator<T> validator, Func<T, OutgoingMessage> message)
    {
        validator.RuleFor(command => message(command))
            .Must(m => m.To.Count + m.Cc.Count + m.Bcc.Count <= MostRecipients).WithMessage($"A message has at most {MostRecipients} recipients.")
            .OverridePropertyName("to");
        validator.RuleFor(command => message(command).Subject)
            .Must(IsOneLine).WithMessage("A subject is one line of at most 900 characters.")
            .OverridePropertyName("subject");
        validator.RuleFor(command => message(command).Attachments)
            .Must(attachments => attachments.Count <= MostAttachments).WithMessage($"A message has at most {MostAttachments} attachments.")
            .Must(attachments => attachments.All(attachment => attachment.Name is { Length: > 0 and <= 255 } name && IsOneLine(name)))
            .WithMessage("An attachment has a name of at most 255 characters.")
            .OverridePropertyName("attachments");
        validator.When(command => message(command).InReplyTo is not null, () =>
            validator.RuleFor(command => message(command).InReplyTo!).GmailId().OverridePropertyName("inReplyTo"));
    }

    /// <summary>The IETF's draft of the header field gives no bound; this is longer than any id in use.</summary>
    public static IRuleBuilderOptions<T, string?> IdempotencyKey<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(key => key is null || (key.Length is > 0 and <= 255 && key.All(c => c is > ' ' and < '\x7f')))
        .WithMessage("An Idempotency-Key has up to 255 visible ASCII characters.")
        .OverridePropertyName("Idempotency-Key");

    /// <summary>A line of a header cannot be longer than 998 characters (RFC 5322 section 2.1.1), and a second one would be another header.</summary>
    private static bool IsOneLine(string? text) => text is null || (text.Length <= 900 && !text.Any(char.IsControl));
}
