using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using GmailPlatform.Application.Vault;
using GmailPlatform.Domain;

namespace GmailPlatform.Application.Tests.Vault;

public sealed class GrantKeyTests
{
    private const string Context = "tenant/grant/refresh/1";

    private static readonly GrantKey Key = GrantKey.Generate();
    private static readonly Secret Token = new("1//0refresh-token");

    [Property]
    public bool What_is_sealed_opens_again_under_the_same_context(NonNull<string> token, NonNull<string> context)
    {
        var secret = new Secret(WellFormed(token.Get));

        return Key.Open(Key.Seal(secret, context.Get), context.Get).Equals(secret);
    }

    [Fact]
    public void A_key_that_was_wrapped_and_unwrapped_opens_the_same_boxes() =>
        new GrantKey(Key.Material).Open(Key.Seal(Token, Context), Context).Should().Be(Token);

    [Fact]
    public void A_box_holds_the_token_unreadably_and_never_twice_the_same()
    {
        var (one, other) = (Key.Seal(Token, Context), Key.Seal(Token, Context));

        one.Should().NotEqual(other);
        System.Text.Encoding.UTF8.GetString(one).Should().NotContain("refresh");
    }

    [Theory]
    [InlineData("tenant/grant/refresh/2")]
    [InlineData("tenant/grant/access/1")]
    [InlineData("tenant/other/refresh/1")]
    [InlineData("other/grant/refresh/1")]
    [InlineData("")]
    public void A_box_does_not_open_in_another_place(string context) => Opening(Key, Key.Seal(Token, Context), context).Should().Throw<CryptographicException>();

    [Fact]
    public void A_box_does_not_open_under_another_key() =>
        Opening(GrantKey.Generate(), Key.Seal(Token, Context), Context).Should().Throw<CryptographicException>();

    [Fact]
    public void A_box_with_any_bit_changed_does_not_open()
    {
        var box = Key.Seal(Token, Context);
        for (var bit = 0; bit < box.Length * 8; bit++)
        {
            var changed = (byte[])box.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            Opening(Key, changed, Context).Should().Throw<CryptographicException>("bit {0} was changed", bit);
        }
    }

    [Fact]
    public void A_box_of_any_other_length_does_not_open()
    {
        var box = Key.Seal(Token, Context);
        for (var length = 0; length < box.Length; length++)
        {
            Opening(Key, box[..length], Context).Should().Throw<CryptographicException>("it was cut to {0} bytes", length);
        }

        Opening(Key, [.. box, 0], Context).Should().Throw<CryptographicException>();
    }

    [Fact]
    public void Fingerprints_are_equal_for_equal_tokens_and_different_for_different_ones()
    {
        Key.Fingerprint(Token).Should().MatchRegex("^[0-9a-f]{16}$").And.Be(new GrantKey(Key.Material).Fingerprint(new Secret(Token.Reveal())));
        Key.Fingerprint(Token).Should().NotBe(Key.Fingerprint(new Secret("1//0another-token")));
    }

    [Fact]
    public void The_fingerprints_of_one_token_under_two_keys_cannot_be_compared() =>
        Key.Fingerprint(Token).Should().NotBe(GrantKey.Generate().Fingerprint(Token));

    private static Action Opening(GrantKey key, byte[] box, string context) => () => key.Open(box, context);

    /// <summary>A token is text; half of a surrogate pair is none.</summary>
    private static string WellFormed(string text) => string.Concat(text.Where(c => !char.IsSurrogate(c)));
}
