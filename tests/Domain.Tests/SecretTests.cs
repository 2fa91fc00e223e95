using System.Text.Json;

namespace GmailPlatform.Domain.Tests;

public sealed class SecretTests
{
    [Fact]
    public void It_prints_as_nothing_wherever_it_is_put()
    {
        var secret = new Secret("ya29.token");

        $"{secret}".Should().Be("[secret]");
        new Holder(secret).ToString().Should().NotContain("ya29");
    }

    [Fact]
    public void It_is_written_as_null()
    {
        JsonSerializer.Serialize(new Secret("ya29.token")).Should().Be("null");
        JsonSerializer.Serialize(new Holder(new Secret("ya29.token"))).Should().Be("""{"Value":null}""");
    }

    [Fact]
    public void It_is_read_from_json() =>
        JsonSerializer.Deserialize<Holder>("""{"Value":"4/0Ab"}""")!.Value!.Reveal().Should().Be("4/0Ab");

    [Fact]
    public void A_null_is_read_as_no_secret() => JsonSerializer.Deserialize<Holder>("""{"Value":null}""")!.Value.Should().BeNull();

    [Theory]
    [InlineData("42")]
    [InlineData("true")]
    [InlineData("""{"value":"x"}""")]
    [InlineData("""["x"]""")]
    public void Json_of_another_kind_is_refused_as_malformed(string json)
    {
        var read = () => JsonSerializer.Deserialize<Holder>($$"""{"Value":{{json}}}""");

        read.Should().Throw<JsonException>();
    }

    [Fact]
    public void Equal_values_are_equal_secrets()
    {
        new Secret("a").Should().Be(new Secret("a")).And.NotBe(new Secret("b"));
        new Secret("a").GetHashCode().Should().Be(new Secret("a").GetHashCode());
        new Secret("a").Equals(null).Should().BeFalse();
    }

    [Fact]
    public void An_absent_or_empty_value_is_no_secret()
    {
        Secret.From(null).Should().BeNull();
        Secret.From("").Should().BeNull();
        Secret.From("a")!.Reveal().Should().Be("a");
    }

    [Fact]
    public void A_random_secret_is_256_bits_of_base64url_that_also_serve_as_a_code_verifier()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => Secret.Random().Reveal()).ToList();

        secrets.Should().OnlyHaveUniqueItems().And.OnlyContain(text => text.Length == 43 && text.All(IsBase64Url));
    }

    [Fact]
    public void Its_hash_is_the_sha256_of_its_utf8_in_lower_case_hex() =>
        new Secret("abc").Sha256().Should().Be("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");

    private static bool IsBase64Url(char c) => char.IsAsciiLetterOrDigit(c) || c == '-' || c == '_';

    private sealed record Holder(Secret? Value);
}
