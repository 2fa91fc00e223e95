using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Domain.Tests.Tenancy;

public sealed class ApiKeyTokenTests
{
    private const string Id = "0123456789abcdef";
    private const string SecretText = "abcdefghijklmnopqrstuvwxyz_0123456789-ABCDE";

    [Fact]
    public void A_token_is_taken_apart_into_id_and_secret() =>
        ApiKeyToken.Parse($"gp_{Id}_{SecretText}").Should().Be(new ApiKeyToken(Id, new Secret(SecretText)));

    [Theory]
    [InlineData("")]
    [InlineData("gp_")]
    [InlineData("gp__")]
    [InlineData($"gp_{Id}_")]
    [InlineData($"gp_{Id}")]
    [InlineData($"gp_{Id}{SecretText}_")]
    [InlineData($"GP_{Id}_{SecretText}")]
    [InlineData($"sk_{Id}_{SecretText}")]
    [InlineData($"gp_0123456789ABCDEF_{SecretText}")]
    [InlineData($"gp_0123456789abcdeg_{SecretText}")]
    [InlineData($"gp_0123456789abcde\u0660_{SecretText}")]
    [InlineData($"gp_../../../../etc/_{SecretText}")]
    [InlineData($"gp_{Id}-{SecretText}")]
    [InlineData($"gp_{Id}_{SecretText}=")]
    [InlineData($" gp_{Id}_{SecretText}")]
    [InlineData($"gp_{Id}_{SecretText}\n")]
    public void Anything_of_another_shape_is_no_token(string text) => ApiKeyToken.Parse(text).Should().BeNull();

    [Property]
    public bool Hostile_text_is_turned_down_or_read_in_full(NonNull<string> text) => IsTurnedDownOrReadInFull(text.Get);

    [Property]
    public Property A_token_with_one_changed_character_is_turned_down_or_read_in_full() => Prop.ForAll(
        Gen.Choose(0, Id.Length + SecretText.Length + 3).Zip(Gen.Choose(0, 0xffff)).ToArbitrary(),
        change =>
        {
            var text = $"gp_{Id}_{SecretText}".ToCharArray();
            text[change.Item1] = (char)change.Item2;
            return IsTurnedDownOrReadInFull(new string(text));
        });

    private static bool IsTurnedDownOrReadInFull(string text) =>
        ApiKeyToken.Parse(text) is not { } token || token.Format().Reveal() == text;
}
