using System.Xml.Linq;

namespace GmailPlatform.Infrastructure.Vault.Integrity;

/// <summary>The row of the key ring that holds the integrity key, under which documents are authenticated.</summary>
internal static class IntegrityRow
{
    public const string Id = "integrity";

    private static readonly XName Root = "integrityKey";
    private static readonly XName IdAttribute = "id";
    private static readonly XName AdoptedAttribute = "adopted";

    /// <summary>The integrity key's id; null for a text that is no such row.</summary>
    public static Guid? FindId(string xml) =>
        KeyRingFormat.TryParse(xml) is { } element && element.Name == Root && Guid.TryParse((string?)element.Attribute(IdAttribute), out var id) ? id : null;

    /// <summary>The text of a new row.</summary>
    /// <param name="id">The integrity key's id.</param>
    /// <param name="adopted">The kinds of documents of which no existing row is to be adopted.</param>
    /// <param name="protectedKey">The <c>encryptedSecret</c> that holds the key.</param>
    public static string Create(Guid id, IEnumerable<string> adopted, XElement protectedKey) =>
        new XElement(Root, new XAttribute(IdAttribute, id), new XAttribute(AdoptedAttribute, string.Join(' ', adopted)), protectedKey).ToString(SaveOptions.DisableFormatting);

    /// <summary>The kinds of documents whose existing rows were authenticated once.</summary>
    public static IReadOnlyList<string> Adopted(string xml) =>
        ((string?)KeyRingFormat.TryParse(xml)!.Attribute(AdoptedAttribute) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The text with the given kinds noted as adopted.</summary>
    public static string WithAdopted(string xml, IEnumerable<string> kinds)
    {
        var element = KeyRingFormat.TryParse(xml)!;
        element.SetAttributeValue(AdoptedAttribute, string.Join(' ', kinds));
        return element.ToString(SaveOptions.DisableFormatting);
    }
}
