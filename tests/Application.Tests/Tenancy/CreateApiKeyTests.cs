using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Tests.Tenancy;

public sealed class CreateApiKeyTests
{
    private static readonly CreateApiKey Valid = new(Callers.Any.Tenant, "backend", [Permission.GrantsRead], ExpiresAt: null);

    [Fact]
    public Task A_key_without_an_end_is_let_through() => Valid.ShouldBeLetThroughAsync();

    [Fact]
    public Task A_key_with_every_permission_and_an_end_is_let_through() =>
        (Valid with { Permissions = Permission.All, ExpiresAt = ValidatedRequests.Now.AddTicks(1) }).ShouldBeLetThroughAsync();

    [Fact]
    public Task A_key_that_has_already_ended_is_refused() => (Valid with { ExpiresAt = ValidatedRequests.Now }).ShouldBeRefusedForAsync("expiresAt");

    [Fact]
    public Task A_key_that_may_do_nothing_is_refused() => (Valid with { Permissions = [] }).ShouldBeRefusedForAsync("permissions");

    [Theory]
    [InlineData("grants:*")]
    [InlineData("Grants:Read")]
    [InlineData("")]
    public Task An_unknown_permission_is_refused_by_its_place(string permission) =>
        (Valid with { Permissions = [Permission.MailRead, permission] }).ShouldBeRefusedForAsync("permissions[1]");

    [Fact]
    public Task A_key_without_a_name_is_refused() => (Valid with { Name = " " }).ShouldBeRefusedForAsync("name");
}
