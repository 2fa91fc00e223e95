using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using GmailPlatform.Domain;
using GmailPlatform.Infrastructure.Grants;
using GmailPlatform.Infrastructure.Grants.OAuthAnswers;

namespace GmailPlatform.Infrastructure.Tests.Grants;

/// <summary>The reader of Google's OAuth answers is total: any status, codings and bytes become tokens, a refusal, a failure or nothing, all within bounds.</summary>
public sealed class OAuthAnswerPropertyTests
{
    private const int Limit = 64 * 1024;
    private const string Code = "the-code-that-was-sent";

    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly string[] Names = ["access_token", "refresh_token", "expires_in", "scope", "id_token", "refresh_token_expires_in", "error", "error_description", "error_subtype"];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "3599", "1.5", "1e400", "-1e400", "1000000000000", "10000000000000", "\"\"", "\"3600\"", "\"NaN\"", "\"Infinity\"", "\"ya29.token\"", "\"1//token\"",
        "\"a\\u0000b\"", "\"\\ud800\"", "\"openid\\u0000email\"", "\"\"", "[]", "{}", "[\"openid\"]", "\"invalid_grant\"", "\"invalid_client\"", "\"" + Code + "\"", "\"é\"",
        "\"" + new string('x', 20_000) + "\"",
    ];

    [Property(MaxTest = 500)]
    public Property O3_any_bytes_with_any_status_and_codings_are_sorted() => Prop.ForAll(
        Answers().ToArbitrary(),
        answer =>
        {
            var body = AnswerBody.Decode(answer.Body, answer.Codings, Limit);

            var read = GoogleOAuthAnswer.Read((HttpStatusCode)answer.Status, retryAfter: null, body, [new Secret(Code)], Now);

            (read.Tokens is null || (read.Error is null && read.Failure is null && read.IsSuccess)).Should().BeTrue();
            read.Tokens?.ExpiresAt.Should().BeAfter(Now).And.BeOnOrBefore(Now.AddDays(1));
            (read.Tokens?.RefreshTokenExpiresAt is not { } end || (end > Now && end <= Now.AddDays(3650))).Should().BeTrue();
            (read.Tokens?.Scopes is not { Count: 0 }).Should().BeTrue();
            foreach (var word in new[] { read.Error?.Code, read.Error?.Description, read.Error?.Subtype, read.Failure?.Reason })
            {
                (word is null || (word.Length <= GoogleOAuthAnswer.LongestDescription && !word.Any(char.IsControl) && !word.Contains(Code, StringComparison.Ordinal))).Should().BeTrue();
            }
        });

    [Property(MaxTest = 200)]
    public Property O3_plain_JSON_is_read_whatever_codings_are_claimed() => Prop.ForAll(
        Codings().ToArbitrary(),
        codings =>
        {
            var json = Encoding.UTF8.GetBytes("""{"access_token":"ya29.token"}""");

            AnswerBody.Decode(json, codings, Limit).Should().Equal(json);
        });

    [Property(MaxTest = 200)]
    public Property O3_what_was_really_compressed_is_read() => Prop.ForAll(
        Gen.Elements("gzip", "deflate", "br").NonEmptyListOf().Where(codings => codings.Count <= 4).ToArbitrary(),
        codings =>
        {
            var json = Encoding.UTF8.GetBytes("""{"access_token":"ya29.token"}""");
            var body = codings.Aggregate(json, Encode);

            AnswerBody.Decode(body, [.. codings], Limit).Should().Equal(json);
        });

    [Property]
    public Property O3_cleaned_text_is_Unicode_without_controls_and_within_bounds() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(),
        ArbMap.Default.ArbFor<PositiveInt>(),
        (text, longest) =>
        {
            var clean = UntrustedText.Clean(text ?? "", longest.Get);

            clean.Length.Should().BeLessThanOrEqualTo(longest.Get);
            clean.Should().NotMatchRegex(@"\p{Cc}");
            Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(clean)).Should().Be(clean);
        });

    [Theory]
    [InlineData("Invalid 4/0AeanS0a-token_here for client", "Invalid [redacted] for client")]
    [InlineData("Token 1//0abcDEF-_x expired", "Token [redacted] expired")]
    [InlineData("bearer ya29.a0Af_x-y.z", "bearer [redacted]")]
    [InlineData("Some requested scopes were invalid. {invalid=[https://www.googleapis.com/auth/gmail.readonly]}", "Some requested scopes were invalid. {invalid=[https://www.googleapis.com/auth/gmail.readonly]}")]
    [InlineData("the-code-that-was-sent is bad", "[redacted] is bad")]
    public void O18_no_token_stays_in_a_description(string description, string expected)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { error = "invalid_grant", error_description = description });

        GoogleOAuthAnswer.Read(HttpStatusCode.BadRequest, retryAfter: null, body, [new Secret(Code)], Now).Error!.Description.Should().Be(expected);
    }

    private static Gen<Answer> Answers() =>
        from status in Gen.OneOf(Gen.Choose(100, 999), Gen.Elements(200, 400, 401, 403))
        from codings in Codings()
        from body in Gen.OneOf(ArbMap.Default.GeneratorFor<byte[]>(), Json(), Json().Select(json => Encode(json, "gzip")), Json().Select(json => json[..(json.Length / 2)]))
        select new Answer(status, codings, body ?? []);

    private static Gen<string[]> Codings() => Gen.Elements("gzip", "x-gzip", "deflate", "br", "identity", "zstd", "").ListOf().Select(codings => codings.ToArray());

    private static Gen<byte[]> Json() =>
        from fields in (from name in Gen.Elements(Names) from value in Gen.Elements(Values) select $"\"{name}\":{value}").ListOf()
        select Encoding.UTF8.GetBytes($"{{{string.Join(',', fields)}}}");

    private static byte[] Encode(byte[] bytes, string coding)
    {
        using var encoded = new MemoryStream();
        using (Stream encoder = coding switch
        {
            "gzip" => new GZipStream(encoded, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(encoded, CompressionLevel.Fastest),
            _ => new BrotliStream(encoded, CompressionLevel.Fastest),
        })
        {
            encoder.Write(bytes);
        }

        return encoded.ToArray();
    }

    private sealed record Answer(int Status, string[] Codings, byte[] Body);
}
