using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using GmailPlatform.Domain.Grants;
using Secret = GmailPlatform.Domain.Secret;

namespace GmailPlatform.Infrastructure.Grants.Consents;

/// <summary>
/// The content of a self-contained state. Binary, since it travels in a URL: about 300 bytes, whatever the application's state and return URL.
/// </summary>
/// <param name="Authorization">Without its return URL and the hash of its state.</param>
internal sealed record OfferedState(Authorization Authorization, Secret CodeVerifier, Secret Nonce)
{
    private const string ScopePrefix = "https://www.googleapis.com/auth/";

    /// <summary>No scope contains it.</summary>
    private const string ShortScopePrefix = "\t";

    /// <summary>The application's state, where no stored authorization has it.</summary>
    public Secret? ClientState { get; init; }

    /// <summary>The stored authorization that has the application's state.</summary>
    public Guid? ClientStateIn { get; init; }

    /// <summary>Finds the return URL among those of the tenant; empty without one.</summary>
    public byte[] ReturnUrlDigest { get; init; } = [];

    /// <summary>The first 128 bits of its SHA-256.</summary>
    public static byte[] DigestOf(string? returnUrl) => returnUrl is null ? [] : SHA256.HashData(Encoding.UTF8.GetBytes(returnUrl))[..16];

    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(Authorization.Id.ToByteArray());
        writer.Write(Authorization.TenantId.ToByteArray());
        writer.Write((Authorization.GrantId ?? Guid.Empty).ToByteArray());
        writer.Write((ClientStateIn ?? Guid.Empty).ToByteArray());
        writer.Write(Authorization.CreatedAt.UtcTicks);
        writer.Write(Authorization.ForceConsent);
        writer.Write(Authorization.Standalone);
        writer.Write(Shorten(Authorization.Scopes));
        writer.Write(Shorten(Authorization.AskedScopes));
        writer.Write(Authorization.LoginHint ?? "");
        writer.Write(Authorization.HostedDomain ?? "");
        WriteBytes(writer, Convert.FromHexString(Authorization.BrowserBindingSha256 ?? ""));
        WriteBytes(writer, ReturnUrlDigest);
        WriteBytes(writer, Base64Url.DecodeFromChars(CodeVerifier.Reveal()));
        WriteBytes(writer, Base64Url.DecodeFromChars(Nonce.Reveal()));
        writer.Write(ClientState?.Reveal() ?? "");
        writer.Flush();
        return buffer.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote; the bytes are authenticated by the seal around them.</summary>
    public static OfferedState Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var (id, tenant, grant, clientStateIn) = (ReadId(reader), ReadId(reader), ReadId(reader), ReadId(reader));
        var createdAt = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var (force, standalone) = (reader.ReadBoolean(), reader.ReadBoolean());
        var (scopes, asked) = (Lengthen(reader.ReadString()), Lengthen(reader.ReadString()));
        var (loginHint, hostedDomain) = (NullIfEmpty(reader.ReadString()), NullIfEmpty(reader.ReadString()));
        var (binding, returnUrl) = (ReadBytes(reader), ReadBytes(reader));
        var (verifier, nonce) = (Base64Url.EncodeToString(ReadBytes(reader)), Base64Url.EncodeToString(ReadBytes(reader)));
        var authorization = new Authorization(
            id, tenant, StateSha256: "", scopes, loginHint, ReturnUrl: null, NullIfEmpty(grant), createdAt, createdAt + Authorization.Lifetime)
        {
            ForceConsent = force,
            Standalone = standalone,
            AskedScopes = asked.Count == 0 ? null : asked,
            HostedDomain = hostedDomain,
            BrowserBindingSha256 = binding.Length == 0 ? null : Convert.ToHexStringLower(binding),
        };
        return new OfferedState(authorization, new Secret(verifier), new Secret(nonce))
        {
            ClientState = Secret.From(reader.ReadString()),
            ClientStateIn = NullIfEmpty(clientStateIn),
            ReturnUrlDigest = returnUrl,
        };
    }

    private static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.Read7BitEncodedInt());

    private static Guid ReadId(BinaryReader reader) => new(reader.ReadBytes(16));

    private static string Shorten(ScopeSet? scopes) => scopes?.ToString().Replace(ScopePrefix, ShortScopePrefix, StringComparison.Ordinal) ?? "";

    private static ScopeSet Lengthen(string scopes) => ScopeSet.Parse(scopes.Replace(ShortScopePrefix, ScopePrefix, StringComparison.Ordinal));

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static Guid? NullIfEmpty(Guid id) => id == Guid.Empty ? null : id;
}
