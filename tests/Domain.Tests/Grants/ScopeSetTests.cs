using System.Text.Json;
using FsCheck;
using FsCheck.Xunit;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Domain.Tests.Grants;

public sealed class ScopeSetTests
{
    [Fact]
    public void Short_and_long_names_are_the_same_scope()
    {
        ScopeSet.Parse("openid email profile").Should().Equal(ScopeSet.Email, ScopeSet.Profile, ScopeSet.OpenId);
        ScopeSet.Of(ScopeSet.Email).Contains("email").Should().BeTrue();
    }

    [Fact]
    public void Order_and_repetition_make_no_difference()
    {
        var one = ScopeSet.Parse("openid email openid");
        var other = ScopeSet.Of(ScopeSet.Email, ScopeSet.OpenId);

        one.Should().BeEquivalentTo(other).And.HaveCount(2);
        one.Equals(other).Should().BeTrue();
        one.GetHashCode().Should().Be(other.GetHashCode());
    }

    [Fact]
    public void Scopes_are_case_sensitive() => ScopeSet.Of("OpenID").Equals(ScopeSet.Of("openid")).Should().BeFalse();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    public void Nothing_on_the_wire_is_the_empty_set(string? scope) => ScopeSet.Parse(scope).Equals(ScopeSet.Empty).Should().BeTrue();

    [Fact]
    public void Sets_are_joined_and_subtracted_by_canonical_name()
    {
        var both = ScopeSet.Of("openid").With(ScopeSet.Of("email"));

        both.Equals(ScopeSet.Parse($"openid {ScopeSet.Email}")).Should().BeTrue();
        both.Without(ScopeSet.Of(ScopeSet.Email)).Should().Equal("openid");
    }

    [Fact]
    public void One_of_several_scopes_is_enough()
    {
        ScopeSet.Of(ScopeSet.FullMail).ContainsAny(ScopeSet.GmailReadonly, ScopeSet.FullMail).Should().BeTrue();
        ScopeSet.Of(ScopeSet.FullMail).ContainsAny(ScopeSet.GmailReadonly).Should().BeFalse();
    }

    [Fact]
    public void It_is_written_as_a_json_array_of_canonical_names() =>
        JsonSerializer.Serialize(ScopeSet.Parse("openid email")).Should().Be($"""["{ScopeSet.Email}","openid"]""");

    [Fact]
    public void A_null_in_a_json_array_is_no_scope() =>
        JsonSerializer.Deserialize<ScopeSet>("""["openid",null,""]""").Should().Equal("openid");

    [Property]
    public bool It_survives_the_wire_and_json(NonNull<string>[] words)
    {
        var scopes = ScopeSet.Of(words.SelectMany(word => word.Get.Split(' ')).Where(IsWellFormed));

        return ScopeSet.Parse(scopes.ToString()).Equals(scopes)
            && JsonSerializer.Deserialize<ScopeSet>(JsonSerializer.Serialize(scopes))!.Equals(scopes);
    }

    [Property]
    public bool What_is_taken_away_and_put_back_is_the_whole(NonNull<string>[] some, NonNull<string>[] others)
    {
        var (left, right) = (ScopeSet.Of(some.Select(word => word.Get)), ScopeSet.Of(others.Select(word => word.Get)));

        return left.Without(right).With(right).Equals(left.With(right)) && !left.Without(right).ContainsAny(right);
    }

    /// <summary>Half of a surrogate pair is no character, and JSON replaces it.</summary>
    private static bool IsWellFormed(string word) => !word.Any(char.IsSurrogate);
}
