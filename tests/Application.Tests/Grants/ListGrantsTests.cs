using FsCheck;
using FsCheck.Xunit;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain.Grants;

namespace GmailPlatform.Application.Tests.Grants;

public sealed class ListGrantsTests
{
    private static readonly ListGrants FirstPage = new(Callers.Any, Status: null, Email: null, new PageRequest(PageRequest.DefaultPageSize, null));

    [Fact]
    public Task A_first_page_is_let_through() => (FirstPage with { Status = GrantStatus.Active, Email = "ada@example.com" }).ShouldBeLetThroughAsync();

    [Fact]
    public Task The_token_of_an_earlier_answer_is_let_through() =>
        (FirstPage with { Page = new PageRequest(500, PageRequest.TokenAfter(Guid.NewGuid().ToString())) }).ShouldBeLetThroughAsync();

    [Fact]
    public Task An_overlong_address_is_refused() => (FirstPage with { Email = new string('a', 321) }).ShouldBeRefusedForAsync("email");

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(501)]
    public Task A_page_of_no_or_too_many_grants_is_refused(int pageSize) =>
        (FirstPage with { Page = new PageRequest(pageSize, null) }).ShouldBeRefusedForAsync("pageSize");

    [Fact]
    public Task The_token_of_another_list_is_refused() =>
        (FirstPage with { Page = new PageRequest(50, PageRequest.TokenAfter("42")) }).ShouldBeRefusedForAsync("pageToken");

    [Property]
    public Task A_hostile_page_token_is_refused(NonNull<string> token) =>
        (FirstPage with { Page = new PageRequest(50, token.Get) }).ShouldBeRefusedForAsync("pageToken");
}
