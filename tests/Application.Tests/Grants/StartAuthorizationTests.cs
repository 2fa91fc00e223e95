using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Tests.Grants;

public sealed class StartAuthorizationTests
{
    private static readonly StartAuthorization Bare = new(Callers.Any, Scopes: null, LoginHint: null, ReturnUrl: null, State: null, GrantId: null);

    [Fact]
    public Task Everything_may_be_left_out() => Bare.ShouldBeLetThroughAsync();

    [Fact]
    public Task A_full_request_is_let_through() => (Bare with
    {
        Scopes = ["openid", ScopeSet.GmailReadonly],
        LoginHint = "ada@example.com",
        ReturnUrl = "https://app.example/return",
        State = new Secret(new string('s', 1100)),
        GrantId = Guid.NewGuid(),
        HostedDomain = "example.com",
    }).ShouldBeLetThroughAsync();

    [Theory]
    [InlineData("gmail.readonly")]
    [InlineData("email")]
    [InlineData("openid")]
    [InlineData("https://mail.google.com/")]
    [InlineData("https://www.googleapis.com/auth/gmail.settings.basic")]
    [InlineData("https://www.googleapis.com/auth/calendar.readonly")]
    [InlineData("https://www.google.com/m8/feeds")]
    public Task N4_A_scope_that_Google_knows_is_let_through(string scope) => (Bare with { Scopes = [scope] }).ShouldBeLetThroughAsync();

    [Theory]
    [InlineData("gmail.readonyl")]
    [InlineData("readonly")]
    [InlineData("GMAIL.READONLY")]
    [InlineData("Email")]
    [InlineData("gmail.readonly gmail.send")]
    [InlineData("https://www.googleapis.com/auth/gmail.readonyl")]
    [InlineData("https://www.googleapis.com/auth/Gmail.Readonly")]
    [InlineData("https://www.googleapis.com/auth/")]
    [InlineData("http://www.googleapis.com/auth/gmail.readonly")]
    [InlineData("https://mail.google.com")]
    [InlineData("https://mail.google.com/mail")]
    [InlineData("https://evil.example/auth/gmail.readonly")]
    [InlineData("HTTPS://www.googleapis.com/auth/gmail.readonly")]
    [InlineData("https://WWW.googleapis.com/auth/gmail.readonly")]
    [InlineData("https://www.googleapis.com:443/auth/gmail.readonly")]
    [InlineData("https://www.googleapis.com/./auth/gmail.readonly")]
    [InlineData("https://www.googleapis.com/gmail.readonly")]
    [InlineData("https://MAIL.google.com/")]
    [InlineData("https://www.google.com/m8/feeds ")]
    [InlineData("https://www.google.com/m8/feeds https://mail.google.com/")]
    [InlineData("https://www.google.com/m8/fe\u0435ds")]
    public Task N4_A_scope_that_Google_does_not_know_is_refused(string scope) => (Bare with { Scopes = [scope] }).ShouldBeRefusedForAsync("scopes[0]");

    [Theory]
    [InlineData("example.com", true)]
    [InlineData("mail.example.co.uk", true)]
    [InlineData("*", true)]
    [InlineData("", false)]
    [InlineData("*.example.com", false)]
    [InlineData("https://example.com", false)]
    [InlineData("two words", false)]
    [InlineData("127.0.0.1", false)]
    public Task An_organization_is_named_by_its_domain(string domain, bool valid) => valid
        ? (Bare with { HostedDomain = domain }).ShouldBeLetThroughAsync()
        : (Bare with { HostedDomain = domain }).ShouldBeRefusedForAsync("hostedDomain");

    [Fact]
    public Task An_empty_list_of_scopes_is_refused() => (Bare with { Scopes = [] }).ShouldBeRefusedForAsync("scopes");

    [Fact]
    public Task More_than_fifty_scopes_are_refused() =>
        (Bare with { Scopes = [.. Enumerable.Repeat("openid", 51)] }).ShouldBeRefusedForAsync("scopes");

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("quo\"te")]
    [InlineData("back\\slash")]
    [InlineData("line\nbreak")]
    [InlineData("naïve")]
    [InlineData(null)]
    public Task What_is_no_scope_is_refused_by_its_place(string? scope) =>
        (Bare with { Scopes = ["openid", scope!] }).ShouldBeRefusedForAsync("scopes[1]");

    [Fact]
    public Task Overlong_texts_are_refused_each_by_its_name() => (Bare with
    {
        LoginHint = new string('a', 321),
        ReturnUrl = "https://app.example/" + new string('a', 2000),
        State = new Secret(new string('s', 2001)),
    }).ShouldBeRefusedForAsync("loginHint", "returnUrl", "state");
}
