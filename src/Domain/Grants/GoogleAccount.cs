namespace GmailPlatform.Domain.Grants;

/// <summary>The person behind a grant. Kept beside the events and never in them, so that erasure reaches it.</summary>
/// <param name="Subject">Google's <c>sub</c>: never reused, the only key of a person (OpenID Connect Core section 2).</param>
/// <param name="Email">Can change; a label, not a key.</param>
public sealed record GoogleAccount(string Subject, string? Email, string? Name);
