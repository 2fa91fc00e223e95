using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Tests.Grants;

public sealed class ExchangeCodeTests
{
    private static readonly ExchangeCode Valid = new(
        Callers.Any, new Secret("4/0Ab_c"), "https://app.example/callback", CodeVerifier: null, Scopes: null, State: null);

    [Fact]
    public Task A_code_with_its_redirect_uri_is_let_through() => Valid.ShouldBeLetThroughAsync();

    [Fact]
    public Task The_JavaScript_client_says_postmessage() => (Valid with { RedirectUri = "postmessage" }).ShouldBeLetThroughAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(513)]
    public Task An_empty_or_overlong_code_is_refused(int length) =>
        (Valid with { Code = new Secret(new string('c', length)) }).ShouldBeRefusedForAsync("code");

    [Theory]
    [InlineData("")]
    [InlineData("callback")]
    [InlineData("POSTMESSAGE")]
    [InlineData(null)]
    public Task What_is_no_redirect_uri_is_refused(string? redirectUri) =>
        (Valid with { RedirectUri = redirectUri! }).ShouldBeRefusedForAsync("redirectUri");

    [Fact]
    public Task An_overlong_redirect_uri_is_refused() =>
        (Valid with { RedirectUri = "https://app.example/" + new string('a', 2000) }).ShouldBeRefusedForAsync("redirectUri");

    [Theory]
    [InlineData(43)]
    [InlineData(128)]
    public Task A_code_verifier_has_43_to_128_characters(int length) =>
        (Valid with { CodeVerifier = new Secret(new string('~', length)) }).ShouldBeLetThroughAsync();

    [Theory]
    [InlineData(42, 'v')]
    [InlineData(129, 'v')]
    [InlineData(43, '+')]
    [InlineData(43, 'é')]
    public Task A_code_verifier_of_another_form_is_refused(int length, char character) =>
        (Valid with { CodeVerifier = new Secret(new string(character, length)) }).ShouldBeRefusedForAsync("codeVerifier");

    [Fact]
    public Task A_scope_that_is_none_is_refused_by_its_place() =>
        (Valid with { Scopes = ScopeSet.Of("two words") }).ShouldBeRefusedForAsync("scopes[0]");

    [Fact]
    public Task An_overlong_state_is_refused() => (Valid with { State = new Secret(new string('s', 2001)) }).ShouldBeRefusedForAsync("state");

    [Fact]
    public async Task A_refusal_repeats_no_secret()
    {
        var errors = await ValidatedRequests.ErrorsOfAsync(Valid with { CodeVerifier = new Secret("too short"), State = new Secret(new string('s', 2001)) });

        errors!.Values.SelectMany(messages => messages).Should().NotContain(message => message.Contains("too short") || message.Contains("sss"));
    }
}
