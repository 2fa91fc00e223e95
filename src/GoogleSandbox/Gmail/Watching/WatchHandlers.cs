using System.Globalization;

namespace GmailPlatform.GoogleSandbox.Gmail.Watching;

/// <summary>WatchRequest of the Gmail API.</summary>
internal sealed record WatchRequest
{
    private static readonly string[] Behaviors = ["include", "exclude"];

    public string? TopicName { get; init; }

    public IReadOnlyList<string>? LabelIds { get; init; }

    public string? LabelFilterBehavior { get; init; }

    /// <summary>The older name of <see cref="LabelFilterBehavior"/>.</summary>
    public string? LabelFilterAction { get; init; }

    /// <summary>In lower case; upper case is accepted, too.</summary>
    public string Behavior => (LabelFilterBehavior ?? LabelFilterAction ?? Behaviors[0]).ToLowerInvariant();

    /// <summary>What is wrong with it; null when nothing is. Only the project of the client may have the topic.</summary>
    public GmailError? Check(GmailCall call)
    {
        var topics = $"projects/{call.Token.ProjectId}/topics/";
        if (TopicName is not { } topic || !topic.StartsWith(topics, StringComparison.Ordinal) || topic.Length == topics.Length)
        {
            return GmailErrors.Invalid($"Invalid topicName does not match {topics}*");
        }

        if (!Behaviors.Contains(Behavior))
        {
            return GmailErrors.InvalidValue("label_filter_behavior", "type.googleapis.com/gmail.v1.WatchRequest.LabelFilterBehavior", Behavior);
        }

        return LabelIds?.FirstOrDefault(id => call.Person.Mailbox.FindLabel(id) is null) is { } unknown ? GmailErrors.InvalidLabel(unknown) : null;
    }
}

internal sealed record WatchResource(string HistoryId, string Expiration);

/// <summary><c>users.watch</c>: for a week; to be called again before.</summary>
internal sealed class WatchMailbox : IGmailHandler
{
    private static readonly TimeSpan Duration = TimeSpan.FromDays(7);

    public string MethodId => "gmail.users.watch";

    public Type Resource => typeof(WatchResource);

    public GmailAnswer Handle(GmailCall call)
    {
        if ((RequestBody.Read(call, out WatchRequest request) ?? request.Check(call)) is { } refusal)
        {
            return refusal;
        }

        var expiresAt = call.Now + Duration;
        call.Person.Watches.Set(new MailWatch(call.Token.ProjectId, request.TopicName!, request.LabelIds ?? [], request.Behavior, expiresAt));
        return GmailAnswer.Of(new WatchResource(
            call.Person.Mailbox.HistoryId.ToString(CultureInfo.InvariantCulture),
            expiresAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)));
    }
}

/// <summary><c>users.stop</c>: also when nobody watches.</summary>
internal sealed class StopWatching : IGmailHandler
{
    public string MethodId => "gmail.users.stop";

    public Type? Resource => null;

    public GmailAnswer Handle(GmailCall call)
    {
        call.Person.Watches.End(call.Token.ProjectId);
        return GmailAnswer.Empty;
    }
}
