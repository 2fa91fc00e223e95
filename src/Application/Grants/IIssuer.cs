namespace GmailPlatform.Application.Grants;

/// <summary>The authorization server that answers must come from.</summary>
public interface IIssuer
{
    /// <summary>Compared as a plain string with the <c>iss</c> of an authorization response (RFC 9207 section 2.4).</summary>
    string Name { get; }
}
