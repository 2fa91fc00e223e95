using GmailPlatform.Domain;
using GmailPlatform.Domain.Vault;

namespace GmailPlatform.Application;

/// <summary>
/// A stored document is not authentic: it was not written by the platform. Thrown wherever it is read, and turned into a failure in one
/// place.
/// </summary>
/// <param name="kind">The kind of document, such as <c>tenant</c>.</param>
/// <param name="id">The document's id, as its row says.</param>
public sealed class ForgedDataException(string kind, string id) : Exception($"The stored {kind} {id} is not authentic.")
{
    public string Kind => kind;

    public string Id => id;

    public Failure Failure => VaultFailures.DataNotAuthentic(kind);
}
