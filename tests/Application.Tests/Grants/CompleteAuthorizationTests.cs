using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;

namespace GmailPlatform.Application.Tests.Grants;

public sealed class CompleteAuthorizationTests
{
    private static readonly CompleteAuthorization WithCode = new(new Secret("state"), new Secret("4/0Ab"), Error: null, Issuer: null, BrowserBindings: []);

    [Fact]
    public Task A_code_is_let_through() => WithCode.ShouldBeLetThroughAsync();

    [Fact]
    public Task An_error_is_let_through() => (WithCode with { Code = null, Error = "access_denied" }).ShouldBeLetThroughAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public Task Neither_code_nor_error_is_refused(string? error) => (WithCode with { Code = null, Error = error }).ShouldBeRefusedForAsync("code");

    [Fact]
    public Task An_overlong_code_is_refused() => (WithCode with { Code = new Secret(new string('c', 7001)) }).ShouldBeRefusedForAsync("code");

    [Theory]
    [InlineData(0)]
    [InlineData(7001)]
    public Task An_empty_or_overlong_state_is_refused(int length) =>
        (WithCode with { State = new Secret(new string('s', length)) }).ShouldBeRefusedForAsync("state");
}
