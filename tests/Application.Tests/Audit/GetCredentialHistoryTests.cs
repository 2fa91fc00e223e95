using GmailPlatform.Application.Audit;

namespace GmailPlatform.Application.Tests.Audit;

public sealed class GetCredentialHistoryTests
{
    private static readonly GetCredentialHistory FirstPage = new(Callers.Any, Guid.NewGuid(), new PageRequest(50, null));

    [Fact]
    public Task A_first_page_is_let_through() => FirstPage.ShouldBeLetThroughAsync();

    [Fact]
    public Task The_token_of_an_earlier_answer_is_let_through() => After("42").ShouldBeLetThroughAsync();

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData(" 42")]
    [InlineData("99999999999999999999")]
    [InlineData("0190a5f2-0000-7000-8000-000000000000")]
    public Task A_token_that_names_no_sequence_is_refused(string key) => After(key).ShouldBeRefusedForAsync("pageToken");

    [Fact]
    public Task A_page_too_long_is_refused() => (FirstPage with { Page = new PageRequest(501, null) }).ShouldBeRefusedForAsync("pageSize");

    private static GetCredentialHistory After(string key) => FirstPage with { Page = new PageRequest(50, PageRequest.TokenAfter(key)) };
}
