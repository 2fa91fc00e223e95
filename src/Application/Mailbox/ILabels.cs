using GmailPlatform.Domain;

namespace GmailPlatform.Application.Mailbox;

/// <summary>Colours as <c>#rrggbb</c>, both from Gmail's palette.</summary>
public sealed record MailLabelColor(string TextColor, string BackgroundColor);

/// <summary>A label. The counts come with one label, and not with the list.</summary>
/// <param name="Name">A slash nests it below another.</param>
/// <param name="Type"><c>system</c> or <c>user</c>.</param>
/// <param name="MessageListVisibility"><c>show</c> or <c>hide</c>.</param>
/// <param name="LabelListVisibility"><c>labelShow</c>, <c>labelShowIfUnread</c> or <c>labelHide</c>.</param>
public sealed record MailLabel(
    string Id,
    string Name,
    string Type,
    string? MessageListVisibility = null,
    string? LabelListVisibility = null,
    MailLabelColor? Color = null,
    int? MessagesTotal = null,
    int? MessagesUnread = null,
    int? ThreadsTotal = null,
    int? ThreadsUnread = null);

public sealed record MailLabels(IReadOnlyList<MailLabel> Labels);

/// <summary>What of a label can be set; null leaves it as it is, or to Gmail.</summary>
public sealed record LabelSettings(string? Name, string? MessageListVisibility, string? LabelListVisibility, MailLabelColor? Color);

/// <summary>The labels of one person's Gmail. Each method is one call to Google, never repeated here, bounded in time and size.</summary>
public interface ILabels
{
    Task<MailboxAnswer<MailLabels>> ListLabelsAsync(Secret accessToken, CancellationToken ct);

    Task<MailboxAnswer<MailLabel>> GetLabelAsync(Secret accessToken, string labelId, CancellationToken ct);

    Task<MailboxAnswer<MailLabel>> CreateLabelAsync(Secret accessToken, LabelSettings settings, CancellationToken ct);

    Task<MailboxAnswer<MailLabel>> UpdateLabelAsync(Secret accessToken, string labelId, LabelSettings settings, CancellationToken ct);

    Task<MailboxAnswer<Done>> DeleteLabelAsync(Secret accessToken, string labelId, CancellationToken ct);
}
