using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tests.Tenancy;

public sealed class ChangeTenantTests
{
    private static readonly TenantId Tenant = TenantId.New(ValidatedRequests.Now);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("two\nlines")]
    [InlineData("nul\0")]
    public Task O8_A_name_that_no_page_can_show_is_refused(string name) => new RenameTenant(Tenant, name, Revision: null).ShouldBeRefusedForAsync("name");

    [Fact]
    public Task O8_A_long_name_is_refused() => new RenameTenant(Tenant, new string('x', 101), Revision: null).ShouldBeRefusedForAsync("name");

    [Theory]
    [InlineData("https://a.example")]
    [InlineData("a b")]
    [InlineData("")]
    public Task O8_A_domain_that_is_none_is_refused(string domain) => new ChangeHostedDomain(Tenant, domain, Revision: null).ShouldBeRefusedForAsync("hostedDomain");

    [Theory]
    [InlineData(null)]
    [InlineData("*")]
    [InlineData("a.example")]
    public Task O8_A_domain_any_domain_and_none_are_let_through(string? domain) => new ChangeHostedDomain(Tenant, domain, Revision: null).ShouldBeLetThroughAsync();

    [Fact]
    public Task O8_Each_return_URL_that_is_none_is_named() =>
        new ChangeReturnUrls(Tenant) { Replacement = ["https://a.example/", "nope"], Added = ["ftp://a.example/"] }.ShouldBeRefusedForAsync("replacement[1]", "added[0]");
}
