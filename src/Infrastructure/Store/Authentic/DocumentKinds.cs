using GmailPlatform.Application.Vault;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Tenancy;

namespace GmailPlatform.Infrastructure.Store.Authentic;

/// <summary>A kind of document that is authenticated because access, keys or proofs depend on it.</summary>
/// <param name="Type">The document.</param>
/// <param name="Name">Marten's alias, bound by the authentication code.</param>
/// <param name="IsWatched">Whether readiness checks every row of the table: for small tables that change rarely.</param>
internal sealed record DocumentKind(Type Type, string Name, bool IsWatched = false)
{
    public string Table => $"{MartenSetup.Schema}.mt_doc_{Name}";
}

/// <summary>All kinds: those of the store, and those that modules add.</summary>
internal sealed class DocumentKinds(IEnumerable<DocumentKind> added)
{
    private static readonly IReadOnlyList<DocumentKind> OfTheStore =
    [
        new(typeof(TenantDocument), "tenant", IsWatched: true),
        new(typeof(ApiKey), "api_key", IsWatched: true),
        new(typeof(ResealRun), "reseal_run"),
        new(typeof(ConsoleSession), "console_session"),
        new(typeof(ConsolePerson), "console_person"),
        new(typeof(ConsoleAccess), "console_access"),
        new(typeof(AuthorizationDocument), "authorization"),
        new(typeof(SecurityEventDocument), "security_event"),
        new(typeof(GrantAccount), "grant_account"),
    ];

    public IReadOnlyList<DocumentKind> All { get; } = [.. OfTheStore, .. added];

    public DocumentKind? Find(Type type) => All.FirstOrDefault(kind => kind.Type == type);
}
