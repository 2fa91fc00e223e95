using System.Text.Json.Serialization;

namespace GmailPlatform.GoogleSandbox.Gmail.Mailboxes;

/// <summary>Something that happened to a mailbox. All of them in order make the mailbox; the state file keeps them.</summary>
[JsonDerivedType(typeof(MessageAdded), "messageAdded")]
[JsonDerivedType(typeof(MessageDeleted), "messageDeleted")]
[JsonDerivedType(typeof(LabelsChanged), "labelsChanged")]
[JsonDerivedType(typeof(LabelSaved), "labelSaved")]
[JsonDerivedType(typeof(LabelDeleted), "labelDeleted")]
[JsonDerivedType(typeof(DraftSaved), "draftSaved")]
internal abstract record MailboxChange(DateTimeOffset At);

internal sealed record MessageAdded(
    DateTimeOffset At, string Id, string ThreadId, byte[] Raw, IReadOnlyList<string> LabelIds, DateTimeOffset InternalDate) : MailboxChange(At);

/// <summary>The message is gone for good, and the draft that it was with it.</summary>
internal sealed record MessageDeleted(DateTimeOffset At, string Id) : MailboxChange(At);

internal sealed record LabelsChanged(
    DateTimeOffset At, string Id, IReadOnlyList<string> Added, IReadOnlyList<string> Removed) : MailboxChange(At);

/// <summary>A user's label is new, or is no longer what it was.</summary>
internal sealed record LabelSaved(DateTimeOffset At, Label Label) : MailboxChange(At);

internal sealed record LabelDeleted(DateTimeOffset At, string Id) : MailboxChange(At);

/// <summary>A draft has this message now.</summary>
internal sealed record DraftSaved(DateTimeOffset At, string DraftId, string MessageId) : MailboxChange(At);
