using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace GmailPlatform.GoogleSandbox.Gmail.Uploads;

/// <summary>The resumable uploads, by <c>upload_id</c>. They live for a week, and not over a restart.</summary>
internal sealed class UploadSessions(SandboxClock clock)
{
    /// <summary>The query parameter that names a session.</summary>
    public const string UploadId = "upload_id";

    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private readonly ConcurrentDictionary<string, UploadSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Keeps a session and answers its id, which is as good as a credential.</summary>
    public string Add(UploadSession session)
    {
        foreach (var (expired, _) in _sessions.Where(pair => pair.Value.ExpiresAt <= clock.GetUtcNow()))
        {
            _sessions.TryRemove(expired, out _);
        }

        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        _sessions[id] = session;
        return id;
    }

    /// <summary>The session that goes on at this path; null when there is none, or none any more.</summary>
    public UploadSession? Find(string id, string path) =>
        _sessions.TryGetValue(id, out var session) && session.Path == path && session.ExpiresAt > clock.GetUtcNow() ? session : null;

    public void Remove(string id) => _sessions.TryRemove(id, out _);
}
