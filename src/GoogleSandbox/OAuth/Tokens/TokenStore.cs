namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Every token that was issued, alive or dead. What happens to one person costs what that person has.</summary>
internal sealed class TokenStore(SandboxClock clock)
{
    /// <summary>Google's limit of live refresh tokens for one account and one client; the oldest gives way.</summary>
    public const int LiveRefreshTokenLimit = 100;

    private static readonly TimeSpan DeadAccessTokenRemembered = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AccessToken> _access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefreshToken> _refresh = new(StringComparer.Ordinal);
    private readonly PriorityQueue<AccessToken, DateTimeOffset> _accessByExpiry = new();

    // Without what was revoked: nobody has to look at that again.
    private readonly Dictionary<string, Holdings> _byPerson = new(StringComparer.Ordinal);

    public void Add(AccessToken token)
    {
        lock (_gate)
        {
            Forget();
            _access.Add(token.Value, token);
            Index(token);
        }
    }

    public void Add(RefreshToken token)
    {
        lock (_gate)
        {
            _refresh.Add(token.Value, token);
            Index(token);
            EvictOldest(token.Sub, token.ClientId);
        }
    }

    /// <summary>The access token, dead or alive.</summary>
    public AccessToken? FindAccess(string value)
    {
        lock (_gate)
        {
            return _access.GetValueOrDefault(value);
        }
    }

    /// <summary>The refresh token, dead or alive.</summary>
    public RefreshToken? FindRefresh(string value)
    {
        lock (_gate)
        {
            return _refresh.GetValueOrDefault(value);
        }
    }

    public IReadOnlyList<RefreshToken> LiveRefreshTokens(Func<RefreshToken, bool> which)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            return [.. _refresh.Values.Where(token => which(token) && token.IsLive(now)).Select(token => token.Copy())];
        }
    }

    /// <summary>Notes a use; false when the token is dead.</summary>
    public bool TryUse(RefreshToken token)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (!token.IsLive(now))
            {
                return false;
            }

            token.LastUsedAt = now;
            return true;
        }
    }

    public bool IsLive(AccessToken token)
    {
        lock (_gate)
        {
            return token.IsLive(clock.GetUtcNow());
        }
    }

    /// <summary>Ends tokens of one person.</summary>
    public void Revoke(string sub, Func<RefreshToken, bool> refreshTokens, Func<AccessToken, bool> accessTokens)
    {
        lock (_gate)
        {
            if (!_byPerson.TryGetValue(sub, out var held))
            {
                return;
            }

            foreach (var token in held.Refresh.Where(refreshTokens))
            {
                token.Revoked = true;
            }

            foreach (var token in held.Access.Where(accessTokens))
            {
                token.Revoked = true;
            }

            held.Refresh.RemoveAll(token => token.Revoked);
            held.Access.RemoveWhere(token => token.Revoked);
        }
    }

    public IssuedTokens Snapshot()
    {
        lock (_gate)
        {
            return new IssuedTokens([.. _refresh.Values.Select(token => token.Copy())], [.. _access.Values.Select(token => token.Copy())]);
        }
    }

    public void Restore(IssuedTokens tokens)
    {
        lock (_gate)
        {
            foreach (var token in tokens.Refresh)
            {
                _refresh[token.Value] = token;
                Index(token);
            }

            foreach (var token in tokens.Access)
            {
                _access[token.Value] = token;
                Index(token);
            }

            Forget();
        }
    }

    private void Index(RefreshToken token)
    {
        if (!token.Revoked)
        {
            HeldBy(token.Sub).Refresh.Add(token);
        }
    }

    private void Index(AccessToken token)
    {
        _accessByExpiry.Enqueue(token, token.ExpiresAt);
        if (!token.Revoked)
        {
            HeldBy(token.Sub).Access.Add(token);
        }
    }

    private Holdings HeldBy(string sub)
    {
        if (!_byPerson.TryGetValue(sub, out var held))
        {
            _byPerson[sub] = held = new Holdings();
        }

        return held;
    }

    private void EvictOldest(string sub, string clientId)
    {
        var now = clock.GetUtcNow();
        var held = HeldBy(sub).Refresh;
        var live = held.Where(token => token.ClientId == clientId && token.IsLive(now)).ToList();
        foreach (var token in live.SkipLast(LiveRefreshTokenLimit))
        {
            token.Revoked = true;
            held.Remove(token);
        }
    }

    private void Forget()
    {
        var cutoff = clock.GetUtcNow() - DeadAccessTokenRemembered;
        while (_accessByExpiry.TryPeek(out var oldest, out var expiresAt) && expiresAt < cutoff)
        {
            _accessByExpiry.Dequeue();
            _access.Remove(oldest.Value);
            HeldBy(oldest.Sub).Access.Remove(oldest);
        }
    }

    /// <summary>One person's tokens that were not revoked, refresh tokens in the order of issue.</summary>
    private sealed class Holdings
    {
        public List<RefreshToken> Refresh { get; } = [];

        public HashSet<AccessToken> Access { get; } = [];
    }
}
