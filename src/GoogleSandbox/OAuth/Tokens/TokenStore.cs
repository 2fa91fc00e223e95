namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Every token that was issued, alive or dead.</summary>
internal sealed class TokenStore(SandboxClock clock)
{
    /// <summary>Google's limit of live refresh tokens for one account and one client; the oldest gives way.</summary>
    public const int LiveRefreshTokenLimit = 100;

    private static readonly TimeSpan DeadAccessTokenRemembered = TimeSpan.FromDays(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AccessToken> _access = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefreshToken> _refresh = new(StringComparer.Ordinal);
    private int _issued;

    public void Add(AccessToken token)
    {
        lock (_gate)
        {
            _access.Add(token.Value, token);
            ForgetNowAndThen();
        }
    }

    public void Add(RefreshToken token)
    {
        lock (_gate)
        {
            _refresh.Add(token.Value, token);
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

    public void Revoke(Func<RefreshToken, bool> refreshTokens, Func<AccessToken, bool> accessTokens)
    {
        lock (_gate)
        {
            foreach (var token in _refresh.Values.Where(refreshTokens))
            {
                token.Revoked = true;
            }

            foreach (var token in _access.Values.Where(accessTokens))
            {
                token.Revoked = true;
            }
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
            }

            foreach (var token in tokens.Access)
            {
                _access[token.Value] = token;
            }

            Forget();
        }
    }

    private void EvictOldest(string sub, string clientId)
    {
        var now = clock.GetUtcNow();
        // A dictionary that is only added to enumerates in the order of issue.
        var live = _refresh.Values.Where(token => token.Sub == sub && token.ClientId == clientId && token.IsLive(now)).ToList();
        foreach (var token in live.SkipLast(LiveRefreshTokenLimit))
        {
            token.Revoked = true;
        }
    }

    private void ForgetNowAndThen()
    {
        if (++_issued % 1000 == 0)
        {
            Forget();
        }
    }

    private void Forget()
    {
        var cutoff = clock.GetUtcNow() - DeadAccessTokenRemembered;
        foreach (var token in _access.Values.Where(token => token.ExpiresAt < cutoff).ToList())
        {
            _access.Remove(token.Value);
        }
    }
}
