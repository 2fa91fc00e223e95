namespace GmailPlatform.Architecture.Tests;

/// <summary>The modules: folders with the same names in every layer.</summary>
internal static class Modules
{
    public const string Tenancy = "Tenancy";
    public const string Grants = "Grants";
    public const string Vault = "Vault";
    public const string Mailbox = "Mailbox";
    public const string Audit = "Audit";

    /// <summary>What people see of all the others.</summary>
    public const string Console = "Console";

    public static readonly IReadOnlyList<string> All = [Tenancy, Grants, Vault, Mailbox, Audit, Console];

    /// <summary>Every type that belongs to a module.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. Layers.All.SelectMany(layer => layer.WrittenTypes()).Where(type => Of(type) is not null && !type.IsNested)];

    /// <summary>The module of a type; null outside of them.</summary>
    public static string? Of(Type type) => type.Namespace?.Split('.') is ["GmailPlatform", _, var folder, ..] && All.Contains(folder) ? folder : null;

    /// <summary>Whether a module may name a type of another.</summary>
    public static bool MayName(string module, Type type) => (module, Of(type)) switch
    {
        (Console, _) => true,
        (Vault, Tenancy) => true,
        (Grants, Vault or Tenancy) => true,
        (Mailbox, Grants) => type.Namespace is "GmailPlatform.Domain.Grants" or "GmailPlatform.Domain.Grants.Refusals" or "GmailPlatform.Application.Grants.Contracts",
        (Audit, Grants or Tenancy) => type.Assembly == Layers.Domain,
        // The key that signs checkpoints rests sealed.
        (Audit, Vault) => true,
        // A route says which permission it takes.
        (Mailbox, Tenancy) => type.FullName is "GmailPlatform.Domain.Tenancy.Permission" or "GmailPlatform.Domain.Tenancy.TenantId",
        var (from, to) => from == to,
    };
}
