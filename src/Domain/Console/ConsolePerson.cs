using System.Security.Cryptography;
using System.Text;

namespace GmailPlatform.Domain.Console;

/// <summary>Somebody who signed in to the console, as the issuer described them last.</summary>
/// <param name="Id">Stands for the person wherever history names them, and says nothing of them by itself.</param>
/// <param name="Issuer">The OpenID provider (<c>iss</c>).</param>
/// <param name="Subject">The person at that provider (<c>sub</c>); unlike the address it never changes.</param>
public sealed record ConsolePerson(string Id, string Issuer, string Subject, string? Email, string? Name)
{
    private const int IdBytes = 8;

    public Actor Actor => Actor.Person(Id);

    public static ConsolePerson Of(string issuer, string subject, string? email, string? name) => new(IdOf(issuer, subject), issuer, subject, email, name);

    private static string IdOf(string issuer, string subject) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{issuer}\n{subject}")).AsSpan(0, IdBytes));
}
