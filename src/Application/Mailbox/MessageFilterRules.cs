using FluentValidation;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What a filter of messages may say.</summary>
internal static class MessageFilterRules
{
    public static IRuleBuilderOptions<T, string?> SearchQuery<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(2000).OverridePropertyName("q");

    public static IRuleBuilderOptions<T, IReadOnlyList<string>> LabelIds<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .Must(labels => labels.Count <= 100 && labels.All(label => label.Length is > 0 and <= 200))
        .WithMessage("Give at most 100 label ids.")
        .OverridePropertyName("labelIds");
}
