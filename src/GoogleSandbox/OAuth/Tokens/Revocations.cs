using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>The ways in which tokens die before their time.</summary>
internal sealed class Revocations(TokenStore tokens, ConsentLedger consents)
{
    /// <summary>RFC 7009, with Google's reach: every scope and token of the project goes.</summary>
    public void Project(string sub, string projectId)
    {
        consents.Remove(sub, projectId);
        tokens.Revoke(sub, token => token.ProjectId == projectId, token => token.ProjectId == projectId);
    }

    /// <summary>The person removes every app from the account.</summary>
    public void Everything(Person person)
    {
        consents.RemoveAll(person.Sub);
        tokens.Revoke(person.Sub, _ => true, _ => true);
    }

    /// <summary>A new password kills the tokens that reach mail, and only those.</summary>
    public void PasswordChanged(Person person) =>
        tokens.Revoke(person.Sub, token => token.Scopes.Any(Scopes.IsGmail), token => token.Scopes.Any(Scopes.IsGmail));

    /// <summary>Access tokens stop working before they said they would; refresh tokens go on.</summary>
    public void AccessTokensOnly(Person person) => tokens.Revoke(person.Sub, _ => false, _ => true);
}
