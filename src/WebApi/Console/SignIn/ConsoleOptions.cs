namespace GmailPlatform.WebApi.Console.SignIn;

/// <summary>Section <c>Console</c>: how people sign in. Roles are in <see cref="ConsoleRoles"/>.</summary>
internal sealed class ConsoleOptions
{
    public const string Section = "Console";

    public OidcOptions Oidc { get; set; } = new();

    /// <summary>A session that is not used for this long ends.</summary>
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromHours(1);

    /// <summary>A session ends after this long, however much it is used.</summary>
    public TimeSpan SessionLimit { get; set; } = TimeSpan.FromHours(12);
}

/// <summary>The OpenID provider that people sign in at.</summary>
internal sealed class OidcOptions
{
    /// <summary>The issuer; its discovery document lies below it. Null: nobody can sign in.</summary>
    public string? Authority { get; set; }

    public string? ClientId { get; set; }

    /// <summary>Null for a public client: PKCE is used in any case.</summary>
    public string? ClientSecret { get; set; }

    public string[] Scopes { get; set; } = ["openid", "email", "profile"];

    /// <summary>Also asks the UserInfo endpoint, for providers whose <c>id_token</c> lacks the address or the claims that give roles.</summary>
    public bool UserInfo { get; set; }

    public bool IsConfigured => Authority is { Length: > 0 };

    /// <summary>Codes and tokens travel there: TLS, or this machine itself.</summary>
    public bool IsSafe => !IsConfigured
        || (Uri.TryCreate(Authority, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback)));
}
