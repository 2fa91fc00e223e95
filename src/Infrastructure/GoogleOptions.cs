using System.ComponentModel.DataAnnotations;
using GmailPlatform.Application.Grants.Exchanging;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure;

/// <summary>Section <c>Google</c>: the server's OAuth client and Google's endpoints.</summary>
public sealed class GoogleOptions
{
    public const string Section = "Google";

    /// <summary>Where this server takes Google's answer to a consent.</summary>
    public const string CallbackPath = "/oauth/google/callback";

    /// <summary>Google's <c>client_secret.json</c> (<c>web</c> or <c>installed</c>); wins over <see cref="ClientId"/> and <see cref="ClientSecret"/>.</summary>
    public string? ClientSecretsFile { get; set; }

    public string? ClientId { get; set; }

    public string? ClientSecret { get; set; }

    /// <summary>This server's callback, as registered with the client: <c>&lt;public address&gt;/oauth/google/callback</c>.</summary>
    public string RedirectUri { get; set; } = "";

    /// <summary>Asked for when an application names no scopes.</summary>
    public string[] Scopes { get; set; } = [];

    /// <summary>Asks with <c>include_granted_scopes</c>. To be turned off where another application of the Google project asks for <c>gmail.metadata</c>.</summary>
    public bool IncludeGrantedScopes { get; set; } = true;

    [Required]
    public GoogleEndpoints Endpoints { get; set; } = new();

    [Required, ValidateObjectMembers]
    public QuotaOptions Quota { get; set; } = new();

    /// <summary>How long one call to Google's OAuth endpoints may take. Marks of erasures are kept for as long as an exchange with such calls can last.</summary>
    [Range(
        typeof(TimeSpan),
        "00:00:01",
        "00:01:00",
        ConvertValueInInvariantCulture = true,
        ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Google:OAuthTimeout must be from 00:00:01 to 00:01:00: a node that waits longer for Google's OAuth endpoints keeps people waiting.")]
    public TimeSpan OAuthTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the exchange of an authorization code is retried while Google fails. Google's codes live for some minutes.</summary>
    [Range(
        typeof(TimeSpan),
        "00:00:01",
        "00:02:00",
        ConvertValueInInvariantCulture = true,
        ParseLimitsInInvariantCulture = true,
        ErrorMessage = "Google:ExchangePatience must be from 00:00:01 to 00:02:00: Google's codes live for some minutes.")]
    public TimeSpan ExchangePatience { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one call to Gmail may take.</summary>
    public TimeSpan GmailTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal ExchangeLimits ExchangeLimits => new(ExchangePatience, OAuthTimeout);
}

/// <summary>Gmail's quota, as Google's console shows it for the project (Gmail API, "Usage limits").</summary>
public sealed class QuotaOptions
{
    /// <summary>Units of one account in one project; 15,000 for projects from before May 2026. 0 leaves the counting to Google.</summary>
    [Range(0, int.MaxValue)]
    public int UserUnitsPerMinute { get; set; } = 6_000;

    /// <summary>Units of one project. 0 leaves the counting to Google.</summary>
    [Range(0, int.MaxValue)]
    public int ProjectUnitsPerMinute { get; set; } = 1_200_000;

    /// <summary>Part of the project's units that one tenant may use in a minute, so that it leaves the rest to others; 1 for all of them.</summary>
    [Range(0.01, 1, ErrorMessage = "Google:Quota:TenantShare is the part of the project's units that one tenant may use: from 0.01 to 1, for all of them.")]
    public double TenantShare { get; set; } = 0.75;

    /// <summary>Units of one tenant in its project. 0 where the project's budget alone counts.</summary>
    internal int TenantUnitsPerMinute => TenantShare < 1 && ProjectUnitsPerMinute > 0 ? Math.Max(1, (int)(ProjectUnitsPerMinute * TenantShare)) : 0;

    /// <summary>Units by method, such as <c>messages.get</c>, where they differ from Google's table of today.</summary>
    public Dictionary<string, int> Costs { get; set; } = [];
}

/// <summary>Google's endpoints; each can be pointed elsewhere, such as at a sandbox.</summary>
public sealed class GoogleEndpoints
{
    public string Authorization { get; set; } = "https://accounts.google.com/o/oauth2/v2/auth";

    public string Token { get; set; } = "https://oauth2.googleapis.com/token";

    public string Revocation { get; set; } = "https://oauth2.googleapis.com/revoke";

    public string UserInfo { get; set; } = "https://openidconnect.googleapis.com/v1/userinfo";

    public string Jwks { get; set; } = "https://www.googleapis.com/oauth2/v3/certs";

    /// <summary>Says who signs security events, and with which keys (OpenID RISC Profile section 3).</summary>
    public string RiscConfiguration { get; set; } = "https://accounts.google.com/.well-known/risc-configuration";

    /// <summary>Where the stream of security events is registered; the version and the method come after it.</summary>
    public string RiscManagement { get; set; } = "https://risc.googleapis.com/";

    public string Issuer { get; set; } = "https://accounts.google.com";

    public string GmailRoot { get; set; } = "https://gmail.googleapis.com/";
}
