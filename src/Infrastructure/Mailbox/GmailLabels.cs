using GmailPlatform.Application.Mailbox;
using GmailPlatform.Domain;
using Google.Apis.Gmail.v1.Data;
using static Google.Apis.Gmail.v1.UsersResource;

namespace GmailPlatform.Infrastructure.Mailbox;

internal sealed class GmailLabels(GmailServices services, GmailCalls calls) : ILabels
{
    private LabelsResource Labels => services.Gmail.Users.Labels;

    public Task<MailboxAnswer<MailLabels>> ListLabelsAsync(Secret accessToken, CancellationToken ct) =>
        calls.RunAsync(Labels.List(GmailCalls.Me), accessToken, list => new MailLabels([.. (list.Labels ?? []).Select(ToMailLabel)]), ct);

    public Task<MailboxAnswer<MailLabel>> GetLabelAsync(Secret accessToken, string labelId, CancellationToken ct) =>
        calls.RunAsync(Labels.Get(GmailCalls.Me, labelId), accessToken, ToMailLabel, ct);

    public Task<MailboxAnswer<MailLabel>> CreateLabelAsync(Secret accessToken, LabelSettings settings, CancellationToken ct) =>
        calls.RunAsync(Labels.Create(ToLabel(settings), GmailCalls.Me), accessToken, ToMailLabel, ct);

    public Task<MailboxAnswer<MailLabel>> UpdateLabelAsync(Secret accessToken, string labelId, LabelSettings settings, CancellationToken ct) =>
        calls.RunAsync(Labels.Patch(ToLabel(settings), GmailCalls.Me, labelId), accessToken, ToMailLabel, ct);

    public Task<MailboxAnswer<Done>> DeleteLabelAsync(Secret accessToken, string labelId, CancellationToken ct) =>
        calls.RunAsync(Labels.Delete(GmailCalls.Me, labelId), accessToken, GmailCalls.Nothing, ct);

    private static Label ToLabel(LabelSettings settings) => new()
    {
        Name = settings.Name,
        MessageListVisibility = settings.MessageListVisibility,
        LabelListVisibility = settings.LabelListVisibility,
        Color = settings.Color is { } color ? new LabelColor { TextColor = color.TextColor, BackgroundColor = color.BackgroundColor } : null,
    };

    private static MailLabel ToMailLabel(Label label) => new(
        label.Id,
        label.Name,
        // Gmail leaves it out of what it has just made.
        label.Type ?? "user",
        label.MessageListVisibility,
        label.LabelListVisibility,
        label.Color is { } color ? new MailLabelColor(color.TextColor, color.BackgroundColor) : null,
        label.MessagesTotal,
        label.MessagesUnread,
        label.ThreadsTotal,
        label.ThreadsUnread);
}
