using FluentValidation;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What callers may say of messages.</summary>
internal static class MessageRules
{
    public static IRuleBuilderOptions<T, string?> SearchQuery<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(2000).OverridePropertyName("q");

    public static IRuleBuilderOptions<T, string> MessageId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(id => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        .WithMessage("A message id has up to 64 letters, digits, '-' and '_'.");

    public static IRuleBuilderOptions<T, IReadOnlyList<string>> LabelIds<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .Must(labels => labels.Count <= 100 && labels.All(label => label.Length is > 0 and <= 200))
        .WithMessage("Give at most 100 label ids.")
        .OverridePropertyName("labelIds");
}
