namespace GmailPlatform.Infrastructure.Store;

/// <summary>Rows of another module that may say something of a grant's person, and go with them in the same transaction.</summary>
/// <param name="Sql">Deletes them; parameters: tenant, grant.</param>
internal sealed record ErasedWithPerson(string Sql);
