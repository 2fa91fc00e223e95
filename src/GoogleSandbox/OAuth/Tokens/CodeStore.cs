namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Codes that were handed out. Used ones are remembered for a while, to tell whose they were.</summary>
internal sealed class CodeStore(SandboxClock clock)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _codes = new(StringComparer.Ordinal);
    private readonly Queue<AuthorizationCode> _byAge = new();

    public void Add(AuthorizationCode code)
    {
        lock (_gate)
        {
            Forget(clock.GetUtcNow() - Remembered);
            _codes[code.Value] = new Entry(code);
            _byAge.Enqueue(code);
        }
    }

    public AuthorizationCode? Peek(string value)
    {
        lock (_gate)
        {
            return _codes.GetValueOrDefault(value)?.Code;
        }
    }

    /// <summary>Uses a code up. False when it was used before or has run out.</summary>
    public bool TryConsume(AuthorizationCode code)
    {
        lock (_gate)
        {
            if (!_codes.TryGetValue(code.Value, out var entry) || entry.Used || code.ExpiresAt <= clock.GetUtcNow())
            {
                return false;
            }

            entry.Used = true;
            return true;
        }
    }

    private void Forget(DateTimeOffset expiredBefore)
    {
        while (_byAge.TryPeek(out var oldest) && oldest.ExpiresAt < expiredBefore)
        {
            _codes.Remove(_byAge.Dequeue().Value);
        }
    }

    private sealed class Entry(AuthorizationCode code)
    {
        public AuthorizationCode Code { get; } = code;

        public bool Used { get; set; }
    }
}
