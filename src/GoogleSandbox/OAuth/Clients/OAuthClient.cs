namespace GmailPlatform.GoogleSandbox.OAuth.Clients;

/// <summary>A client of type "Web application", as the Cloud console would register it.</summary>
internal sealed record OAuthClient
{
    public required string ClientId { get; init; }

    public required string ClientSecret { get; init; }

    /// <summary>Consent belongs to the project, not to the single client.</summary>
    public required string ProjectId { get; init; }

    public required IReadOnlyList<string> RedirectUris { get; init; }

    public IReadOnlyList<string> JavaScriptOrigins { get; init; } = [];

    /// <summary>Publishing status "Testing": refresh tokens live for seven days.</summary>
    public bool Testing { get; init; }

    public bool Disabled { get; init; }

    /// <summary>Leaves <c>iss</c> (RFC 9207) out of authorization responses.</summary>
    public bool OmitIss { get; init; }

    // Google says 3599, not 3600.
    public int AccessTokenLifetimeSeconds { get; init; } = 3599;
}
