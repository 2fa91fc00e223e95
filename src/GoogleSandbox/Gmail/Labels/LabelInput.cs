using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

namespace GmailPlatform.GoogleSandbox.Gmail.Labels;

/// <summary>What a method reads of a Label that is sent to it; a null leaves things as they are, or as they usually are.</summary>
internal sealed record LabelInput
{
    private const int MaximumNameLength = 225;

    private static readonly string[] MessageListVisibilities = ["show", "hide"];
    private static readonly string[] LabelListVisibilities = ["labelShow", "labelShowIfUnread", "labelHide"];

    public string? Name { get; init; }

    public string? MessageListVisibility { get; init; }

    public string? LabelListVisibility { get; init; }

    public LabelColorResource? Color { get; init; }

    /// <summary>Reads the body; an error when no label can be like that. Only a patch may leave the name out.</summary>
    public static GmailError? Read(GmailCall call, bool nameRequired, out LabelInput input) =>
        RequestBody.Read(call, typeof(LabelResource), out input) ?? input.Check(nameRequired);

    public Label ApplyTo(Label label) => label with
    {
        Name = Name?.Trim() ?? label.Name,
        MessageListVisibility = MessageListVisibility ?? label.MessageListVisibility,
        LabelListVisibility = LabelListVisibility ?? label.LabelListVisibility,
        TextColor = Color?.TextColor ?? label.TextColor,
        BackgroundColor = Color?.BackgroundColor ?? label.BackgroundColor,
    };

    private GmailError? Check(bool nameRequired)
    {
        if (nameRequired || Name is not null)
        {
            var name = Name?.Trim() ?? "";
            if (name.Length is 0 or > MaximumNameLength || IsReserved(name))
            {
                return GmailErrors.InvalidLabelName;
            }
        }

        if (MessageListVisibility is { } inMessages && !MessageListVisibilities.Contains(inMessages))
        {
            return GmailErrors.InvalidValue("label.message_list_visibility", "type.googleapis.com/gmail.v1.Label.MessageListVisibility", inMessages);
        }

        if (LabelListVisibility is { } inLabels && !LabelListVisibilities.Contains(inLabels))
        {
            return GmailErrors.InvalidValue("label.label_list_visibility", "type.googleapis.com/gmail.v1.Label.LabelListVisibility", inLabels);
        }

        return Color is null ? null : LabelPalette.Check(Color);
    }

    private static bool IsReserved(string name) => Label.System.Any(label => string.Equals(label.Name, name, StringComparison.OrdinalIgnoreCase));
}
