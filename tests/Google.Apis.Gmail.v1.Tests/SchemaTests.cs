using System.Reflection;
using Google.Apis.Gmail.v1.Data;
using Google.Apis.Requests;
using Newtonsoft.Json;

namespace GmailPlatform.GmailClient.Tests;

/// <summary>Our models are the discovery document's schemas, in the types that the official generator gives them.</summary>
public sealed class SchemaTests
{
    private static readonly Assembly Client = typeof(Message).Assembly;

    private static readonly ILookup<string, (string Property, string Type)> Schemas = ReadSchemas();

    public static TheoryData<string> Names => [.. Schemas.Select(schema => schema.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_has_the_properties_of_its_schema(string schema)
    {
        var model = Client.GetType($"Google.Apis.Gmail.v1.Data.{schema}", throwOnError: true)!;
        var properties = model.GetProperties().Where(property => property.Name != nameof(IDirectResponseSchema.ETag));

        properties.Select(property => (property.Name, property.GetCustomAttribute<JsonPropertyAttribute>()!.PropertyName, property.PropertyType))
            .Should().BeEquivalentTo(Schemas[schema].Select(each => (char.ToUpperInvariant(each.Property[0]) + each.Property[1..], each.Property, ClrType(each.Type))));
    }

    [Fact]
    public void There_is_no_model_without_a_schema() =>
        Client.GetExportedTypes().Where(type => type.Namespace == typeof(Message).Namespace).Select(type => type.Name)
            .Should().BeEquivalentTo(Schemas.Select(schema => schema.Key));

    private static Type ClrType(string type) => type switch
    {
        "string" => typeof(string),
        "string:byte" => typeof(string),
        "string:int64" => typeof(long?),
        "string:uint64" => typeof(ulong?),
        "integer:int32" => typeof(int?),
        "integer:uint32" => typeof(long?),
        [.. var item, '[', ']'] => typeof(IList<>).MakeGenericType(ClrType(item)),
        _ => Client.GetType($"Google.Apis.Gmail.v1.Data.{type}", throwOnError: true)!,
    };

    private static ILookup<string, (string Property, string Type)> ReadSchemas()
    {
        var schema = "";
        var properties = new List<(string Schema, string Property, string Type)>();
        foreach (var line in Facts.Read("Schemas.txt"))
        {
            if (line.Trim().Split(' ') is [var property, var type])
            {
                properties.Add((schema, property, type));
            }
            else
            {
                schema = line;
            }
        }

        return properties.ToLookup(each => each.Schema, each => (each.Property, each.Type));
    }
}
