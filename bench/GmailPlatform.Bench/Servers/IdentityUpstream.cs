using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GmailPlatform.Bench.Load;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace GmailPlatform.Bench.Servers;

/// <summary>
/// A token endpoint that takes numbers as codes, and answers each with the tokens and the id_token of another person. Everything is signed before it
/// listens, so that signing is not measured.
/// </summary>
internal static class IdentityUpstream
{
    public const string Token = "token";
    public const string Keys = "certs";

    public const string IssuerSetting = "BENCH_ISSUER";
    public const string AudienceSetting = "BENCH_AUDIENCE";
    public const string CodesSetting = "BENCH_CODES";

    private static readonly TimeSpan Validity = TimeSpan.FromHours(12);

    /// <summary>Serves until the process is told to stop.</summary>
    public static async Task RunAsync(CancellationToken ct)
    {
        using var rsa = RSA.Create(2048);
        var key = new RsaSecurityKey(rsa) { KeyId = "bench" };
        var (keys, answers) = (Encoding.UTF8.GetBytes(KeySet(rsa)), Answers(key));
        await using var app = BareServer.Create(http => AnswerAsync(http, keys, answers));
        await app.RunAsync(ct);
    }

    private static async Task AnswerAsync(HttpContext http, byte[] keys, byte[][] answers)
    {
        if (http.Request.Path.Value.AsSpan(1).SequenceEqual(Keys))
        {
            await BareServer.WriteAsync(http, keys);
            return;
        }

        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        await BareServer.WriteAsync(http, answers[int.Parse(form["code"].ToString(), CultureInfo.InvariantCulture)]);
    }

    private static byte[][] Answers(RsaSecurityKey key)
    {
        var answers = new ConcurrentDictionary<int, byte[]>();
        var count = int.Parse(BareSettings.Read(CodesSetting), CultureInfo.InvariantCulture);
        Parallel.For(0, count, number => answers[number] = Answer(key, number));
        return [.. Enumerable.Range(0, count).Select(number => answers[number])];
    }

    private static byte[] Answer(RsaSecurityKey key, int number)
    {
        var idToken = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = BareSettings.Read(IssuerSetting),
            Audience = BareSettings.Read(AudienceSetting),
            Expires = TimeProvider.System.GetUtcNow().UtcDateTime + Validity,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = $"1{number:d20}",
                ["email"] = $"person{number}@example.com",
                ["name"] = $"Person {number}",
            },
            SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
        });
        return Encoding.UTF8.GetBytes($$"""
            {"access_token":"{{GrantLoader.Token("ya29.", 218).Reveal()}}","refresh_token":"{{GrantLoader.Token("1//", 103).Reveal()}}","expires_in":3599,"scope":"{{string.Join(' ', BareAnswer.SomeScopes)}}","token_type":"Bearer","id_token":"{{idToken}}"}
            """);
    }

    private static string KeySet(RSA rsa)
    {
        var key = rsa.ExportParameters(includePrivateParameters: false);
        return $$"""{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"bench","n":"{{Base64UrlEncoder.Encode(key.Modulus)}}","e":"{{Base64UrlEncoder.Encode(key.Exponent)}}"}]}""";
    }
}
