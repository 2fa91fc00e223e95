using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Application;

namespace GmailPlatform.Infrastructure.Store.Authentic;

/// <summary>Authenticates documents while they are serialized and deserialized, so that no read or write of the store bypasses it.</summary>
internal sealed class AuthenticatedJson(DocumentKinds kinds, DocumentAuthentication authentication) : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => kinds.Find(typeToConvert) is not null;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options)
    {
        var inner = new JsonSerializerOptions(options);
        inner.Converters.Remove(this);
        return (JsonConverter)Activator.CreateInstance(
            typeof(Converter<>).MakeGenericType(typeToConvert), kinds.Find(typeToConvert)!.Name, authentication, inner)!;
    }

    private sealed class Converter<T>(string kind, DocumentAuthentication authentication, JsonSerializerOptions inner) : JsonConverter<T>
        where T : class
    {
        /// <summary>Throws a <see cref="ForgedDataException"/>; returns null where a list skips forged rows.</summary>
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            if (authentication.IsAuthentic(kind, document.RootElement))
            {
                return document.Deserialize<T>(inner);
            }

            var id = DocumentAuthentication.IdOf(document.RootElement);
            authentication.Report(kind, id);
            return AuthenticReads.SkipForged ? null : throw new ForgedDataException(kind, id);
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            var document = JsonSerializer.SerializeToElement(value, inner);
            writer.WriteStartObject();
            foreach (var member in document.EnumerateObject())
            {
                member.WriteTo(writer);
            }

            writer.WriteString(DocumentAuthentication.Member, authentication.Authenticate(kind, document));
            writer.WriteEndObject();
        }
    }
}
