namespace GmailPlatform.GoogleSandbox.Gmail.Watching;

/// <summary>What a project wants to be told about a mailbox, and until when.</summary>
internal sealed record MailWatch(
    string ProjectId, string TopicName, IReadOnlyList<string> LabelIds, string LabelFilterBehavior, DateTimeOffset ExpiresAt);

/// <summary>The watches of one mailbox: each project has one, and a new one takes the place of the old.</summary>
internal sealed class MailWatches
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MailWatch> _byProject = new(StringComparer.Ordinal);

    public IReadOnlyList<MailWatch> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _byProject.Values.OrderBy(watch => watch.ProjectId, StringComparer.Ordinal)];
            }
        }
    }

    public void Set(MailWatch watch)
    {
        lock (_gate)
        {
            _byProject[watch.ProjectId] = watch;
        }
    }

    public void End(string projectId)
    {
        lock (_gate)
        {
            _byProject.Remove(projectId);
        }
    }
}
