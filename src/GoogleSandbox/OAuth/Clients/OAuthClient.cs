namespace GmailPlatform.GoogleSandbox.OAuth.Clients;

/// <summary>A client of type "Web application", as the Cloud console would register it.</summary>
internal sealed record OAuthClient
{
    public required string ClientId { get; init; }

    /// <summary>The newest secret.</summary>
    public required string ClientSecret { get; init; }

    /// <summary>The secret before it, while a rotation is under way; both are accepted.</summary>
    public string? OlderSecret { get; init; }

    /// <summary>Consent belongs to the project, not to the single client.</summary>
    public required string ProjectId { get; init; }

    public required IReadOnlyList<string> RedirectUris { get; init; }

    public IReadOnlyList<string> JavaScriptOrigins { get; init; } = [];

    /// <summary>Publishing status "Testing": refresh tokens live for seven days.</summary>
    public bool Testing { get; init; }

    public bool Disabled { get; init; }

    /// <summary>Leaves <c>iss</c> (RFC 9207) out of authorization responses.</summary>
    public bool OmitIss { get; init; }

    /// <summary>The client with one more secret; null when it has two already, which is as many as Google allows.</summary>
    public OAuthClient? WithSecret(string secret) => OlderSecret is null ? this with { ClientSecret = secret, OlderSecret = ClientSecret } : null;

    /// <summary>The client without a secret; null when it does not have that secret, or no other.</summary>
    public OAuthClient? WithoutSecret(string secret) => OlderSecret switch
    {
        { } older when secret == ClientSecret => this with { ClientSecret = older, OlderSecret = null },
        { } older when secret == older => this with { OlderSecret = null },
        _ => null,
    };

    // Google says 3599, not 3600.
    public int AccessTokenLifetimeSeconds { get; init; } = 3599;
}
