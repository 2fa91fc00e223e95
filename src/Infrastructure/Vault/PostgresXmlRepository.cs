using System.Security.Cryptography;
using System.Xml.Linq;
using GmailPlatform.Infrastructure.Store;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace GmailPlatform.Infrastructure.Vault;

/// <summary>Keeps Data Protection's key ring in a table, so that every node has the same one. Keys are added and never changed.</summary>
/// <param name="database">Where the table is.</param>
/// <param name="ring">The ring over this table, which knows how to open its keys.</param>
internal sealed class PostgresXmlRepository(NpgsqlDataSource database, Lazy<IKeyManager> ring) : IXmlRepository
{
    private const string TableName = $"{MartenSetup.Schema}.key_ring";

    internal static Table Table()
    {
        var table = new Table(TableName);
        table.AddColumn<string>("id").AsPrimaryKey();
        table.AddColumn<string>("xml").NotNull();
        return table;
    }

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand($"select xml from {TableName}");
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
        {
            elements.Add(XElement.Parse(reader.GetString(0)));
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        AssertRingOpens();
        using var command = database.CreateCommand($"insert into {TableName} (id, xml) values ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = friendlyName });
        command.Parameters.Add(new NpgsqlParameter { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.ExecuteNonQuery();
    }

    /// <summary>
    /// Data Protection takes a ring that it cannot open for an empty one, and makes a new key: with a wrong master key this server
    /// would seal what no other node opens.
    /// </summary>
    private void AssertRingOpens()
    {
        try
        {
            foreach (var key in ring.Value.GetAllKeys())
            {
                key.CreateEncryptor();
            }
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException(
                "The key ring in the database does not open: Sealing names another master key or certificate than the one it was sealed with.", e);
        }
    }
}
