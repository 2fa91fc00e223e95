namespace GmailPlatform.Domain.Tenancy;

/// <summary>One of the secrets of a tenant's own Google client.</summary>
public sealed record ClientSecret(Secret Value, DateTimeOffset AddedAt)
{
    /// <summary>As many as Google allows for one client, while its secret is rotated.</summary>
    public const int Limit = 2;

    private const int LabelLength = 8;

    public ClientSecretInfo Info => new(LabelOf(Value), AddedAt);

    /// <summary>Whether a text has the form of a label, so that it cannot be a secret.</summary>
    public static bool IsLabel(string text) => text.Length == LabelLength && text.All(char.IsAsciiHexDigitLower);

    /// <summary>The first digits of the secret's SHA-256, in hex: enough to tell secrets apart, and too few to find one.</summary>
    public static string LabelOf(Secret secret) => secret.Sha256()[..LabelLength];
}

/// <summary>What may be shown of a secret.</summary>
/// <param name="Label">See <see cref="ClientSecret.LabelOf"/>.</param>
public sealed record ClientSecretInfo(string Label, DateTimeOffset AddedAt);
