using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;

namespace GmailPlatform.Application.Tests.Tenancy;

public sealed class CreateTenantTests
{
    private static readonly CreateTenant Valid = new("Example", ["https://app.example/return"], Client: null);

    [Fact]
    public Task A_tenant_without_a_Google_client_of_its_own_is_let_through() => Valid.ShouldBeLetThroughAsync();

    [Fact]
    public Task A_tenant_with_one_is_let_through() =>
        (Valid with { Client = new GoogleClientFile("1.apps.googleusercontent.com", new Secret("GOCSPX-1"), RedirectUris: []) }).ShouldBeLetThroughAsync();

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    public Task A_tenant_without_a_name_is_refused(string name) => (Valid with { Name = name }).ShouldBeRefusedForAsync("name");

    [Fact]
    public Task An_overlong_name_is_refused() => (Valid with { Name = new string('n', 101) }).ShouldBeRefusedForAsync("name");

    [Theory]
    [InlineData("")]
    [InlineData("/return")]
    [InlineData("app.example/return")]
    [InlineData("javascript:alert(1)")]
    [InlineData("ftp://app.example/")]
    [InlineData("https://app.example/return#part")]
    public Task What_is_no_http_url_is_refused_by_its_place(string url) =>
        (Valid with { ReturnUrls = ["https://app.example/return", url] }).ShouldBeRefusedForAsync("returnUrls[1]");

    [Theory]
    [InlineData("https://app.example/re\nturn")]
    [InlineData("https://app.example/return\r\nSet-Cookie: a=b")]
    [InlineData("https://app.example/return ")]
    [InlineData("\thttps://app.example/return")]
    [InlineData("https://app.example/zur\u00fcck")]
    [InlineData("https://app.example@evil.example/return")]
    public Task S14_What_a_Location_header_cannot_hold_is_no_return_url(string url) =>
        (Valid with { ReturnUrls = [url] }).ShouldBeRefusedForAsync("returnUrls[0]");
}
