using System.Text;
using System.Text.Json;

namespace GmailPlatform.Domain.Tests;

public sealed class CanonicalJsonTests
{
    [Fact]
    public void The_example_of_the_RFC_has_its_text() => Canonical(
        """
        {
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }
        """).Should().Be("""{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""");

    [Fact]
    public void Names_are_in_the_order_of_their_UTF_16() => Canonical("""{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}""")
        .Should().Be("{\"\\r\":2,\"1\":4,\"\u0080\":6,\"ö\":7,\"€\":1,\"\ud83d\ude00\":5,\"\ufb33\":3}");

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("-1", "-1")]
    [InlineData("1.0", "1")]
    [InlineData("100e-2", "1")]
    [InlineData("1234567.25", "1234567.25")]
    [InlineData("9007199254740992", "9007199254740992")]
    [InlineData("295147905179352825856", "295147905179352830000")]
    [InlineData("999999999999999900000", "999999999999999900000")]
    [InlineData("1e21", "1e+21")]
    [InlineData("9.999999999999997e22", "9.999999999999997e+22")]
    [InlineData("1e23", "1e+23")]
    [InlineData("1.0000000000000001e23", "1.0000000000000001e+23")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("-0.00000123", "-0.00000123")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("-333333333.33333325", "-333333333.33333325")]
    public void A_number_is_written_as_ECMAScript_writes_it(string number, string canonical) => Canonical(number).Should().Be(canonical);

    [Fact]
    public void Writing_means_nothing() =>
        Canonical("""{"b":[{"y":"\u00e9","x":1.50}],"a":{}}""").Should().Be(Canonical("""{ "a" : {}, "b" : [ { "x" : 15e-1 , "y" : "é" } ] }"""));

    [Theory]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e-400")]
    [InlineData("1e99999999999999999999")]
    [InlineData("34.00000000000000000001")]
    [InlineData("34.0")]
    [InlineData("-0")]
    [InlineData("9007199254740993")]
    [InlineData("295147905179352825856")]
    [InlineData("1000000000000000000000000000001")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00\\ud800\"")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"a\":1,\"a\":1}")]
    [InlineData("{\"a\":1,\"\\u0061\":2}")]
    [InlineData("[{\"b\":[1,{\"c\":0,\"c\":0}]}]")]
    public void S6_What_has_no_canonical_form_or_would_lose_something_in_it_has_none(string json)
    {
        using var document = JsonDocument.Parse(json);

        CanonicalJson.TryOf(document.RootElement, out var canonical).Should().BeFalse();
        canonical.Should().BeEmpty();
    }

    [Theory]
    [InlineData("34", "34")]
    [InlineData("-1.25", "-1.25")]
    [InlineData("1e30", "1e+30")]
    [InlineData("1000000000000000000000000000000", "1e+30")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("{}", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("{\"b\":{},\"a\":\"\\ud83d\\ude00\"}", "{\"a\":\"\ud83d\ude00\",\"b\":{}}")]
    public void S6_What_loses_nothing_has_its_canonical_form(string json, string expected)
    {
        using var document = JsonDocument.Parse(json);

        CanonicalJson.TryOf(document.RootElement, out var canonical).Should().BeTrue();
        Encoding.UTF8.GetString(canonical).Should().Be(expected);
    }

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        return Encoding.UTF8.GetString(CanonicalJson.Of(document.RootElement));
    }
}
