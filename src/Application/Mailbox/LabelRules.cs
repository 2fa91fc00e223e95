using FluentValidation;

namespace GmailPlatform.Application.Mailbox;

/// <summary>What callers may say of labels.</summary>
internal static class LabelRules
{
    private const int LongestName = 225;

    private static readonly string?[] MessageListVisibilities = [null, "show", "hide"];
    private static readonly string?[] LabelListVisibilities = [null, "labelShow", "labelShowIfUnread", "labelHide"];

    public static void LabelSettings<T>(this IRuleBuilderInitial<T, LabelSettings> rule) => rule.ChildRules(label =>
    {
        label.RuleFor(settings => settings.Name)
            .Must(name => name is null || (name.Trim().Length > 0 && name.Length <= LongestName))
            .WithMessage($"A label has a name of up to {LongestName} characters.");
        label.RuleFor(settings => settings.MessageListVisibility).Must(MessageListVisibilities.Contains).WithMessage("messageListVisibility is show or hide.");
        label.RuleFor(settings => settings.LabelListVisibility)
            .Must(LabelListVisibilities.Contains)
            .WithMessage("labelListVisibility is labelShow, labelShowIfUnread or labelHide.");
    }).OverridePropertyName("");
}
