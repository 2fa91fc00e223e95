using FluentValidation;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What callers may say of messages.</summary>
internal static class MessageRules
{
    public static IRuleBuilderOptions<T, string?> SearchQuery<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(2000).OverridePropertyName("q");

    /// <summary>Gmail's own bound of a batch.</summary>
    private const int MostIds = 1000;

    /// <summary>An id of Gmail's that becomes part of an address.</summary>
    public static IRuleBuilderOptions<T, string> GmailId<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(IsId)
        .WithMessage("An id has up to 64 letters, digits, '-' and '_'.");

    public static IRuleBuilderOptions<T, IReadOnlyList<string>> MessageIds<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .Must(ids => ids.Count is > 0 and <= MostIds && ids.All(IsId))
        .WithMessage($"Give 1 to {MostIds} message ids.")
        .OverridePropertyName("ids");

    public static IRuleBuilderOptions<T, T> ChangeLabels<T>(this IRuleBuilder<T, T> rule, Func<T, IReadOnlyList<string>> add, Func<T, IReadOnlyList<string>> remove) => rule
        .Must(command => add(command).Count + remove(command).Count > 0)
        .WithMessage("Say which labels to add or to remove.")
        .OverridePropertyName("addLabelIds");

    public static IRuleBuilderOptions<T, int> PageSize<T>(this IRuleBuilder<T, int> rule) => rule.InclusiveBetween(1, ListMessages.LargestPageSize);

    public static IRuleBuilderOptions<T, string?> PageToken<T>(this IRuleBuilder<T, string?> rule) => rule.MaximumLength(500);

    public static IRuleBuilderOptions<T, IReadOnlyList<string>> LabelIds<T>(this IRuleBuilder<T, IReadOnlyList<string>> rule) => rule
        .Must(labels => labels.Count <= 100 && labels.All(label => label.Length is > 0 and <= 200))
        .WithMessage("Give at most 100 label ids.")
        .OverridePropertyName("labelIds");

    private static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
