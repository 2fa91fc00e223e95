namespace GmailPlatform.Domain.Tenancy;

/// <summary>An organisation whose applications use the platform.</summary>
/// <param name="Id">Also the tenancy key of everything that belongs to it.</param>
/// <param name="Name">Shown to people on the connect page.</param>
/// <param name="ReturnUrls">Where a person may be sent after consent: exact strings (RFC 9700 section 2.1).</param>
/// <param name="GoogleClientId">Its own Google OAuth client; null means the server's configured client.</param>
public sealed record Tenant(Guid Id, string Name, IReadOnlyList<string> ReturnUrls, string? GoogleClientId, DateTimeOffset CreatedAt)
{
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>Only accounts of this Google Workspace organization may connect; <c>*</c> is any organization, null is anybody.</summary>
    public string? HostedDomain { get; init; }

    /// <summary>Counts the changes: who changes what another changed meanwhile is told so.</summary>
    public int Revision { get; init; }

    public TenantId TenantId => new(Id);

    public bool IsSuspended => SuspendedAt is not null;

    public static Tenant Create(TenantId id, string name, IEnumerable<string> returnUrls, string? googleClientId, DateTimeOffset now) =>
        new(id.Value, name.Trim(), [.. returnUrls.Distinct(StringComparer.Ordinal)], googleClientId, now);

    /// <summary>Suspending twice keeps the first moment.</summary>
    public Tenant Suspend(DateTimeOffset now) => this with { SuspendedAt = SuspendedAt ?? now };

    public Tenant Resume() => this with { SuspendedAt = null };

    /// <summary>Whether both say the same, the lists compared by what they hold.</summary>
    public bool IsSameAs(Tenant other) => this with { ReturnUrls = other.ReturnUrls } == other && ReturnUrls.SequenceEqual(other.ReturnUrls, StringComparer.Ordinal);

    public Tenant Rename(string name) => this with { Name = name.Trim() };

    public Tenant WithReturnUrls(IEnumerable<string> returnUrls) => this with { ReturnUrls = [.. returnUrls.Distinct(StringComparer.Ordinal)] };

    /// <summary>Exact string matching: no prefixes, no patterns (RFC 9700 section 4.1.3). A URL that a Location header cannot carry is never allowed.</summary>
    public bool AllowsReturnUrl(string returnUrl) => ReturnUrls.Contains(returnUrl, StringComparer.Ordinal) && returnUrl.All(c => c is > ' ' and < '\x7f');
}
