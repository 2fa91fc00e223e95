using GmailPlatform.Application.Audit;

namespace GmailPlatform.Application.Tests.Audit;

public sealed class SearchHistoryTests
{
    private static readonly DateTimeOffset Now = ValidatedRequests.Now;
    private static readonly SearchHistory FirstPage = new(new HistoryFilter(), new PageRequest(50, null));

    [Fact]
    public Task A_search_for_everything_is_let_through() => FirstPage.ShouldBeLetThroughAsync();

    [Fact]
    public Task The_token_of_an_earlier_answer_is_let_through() => After(new HistoryPosition(Now, 42).ToString()).ShouldBeLetThroughAsync();

    [Theory]
    [InlineData("")]
    [InlineData("42")]
    [InlineData("-1.42")]
    [InlineData("1.2.3")]
    [InlineData("9999999999999999999.1")]
    public Task A_token_that_names_no_position_is_refused(string key) => After(key).ShouldBeRefusedForAsync("pageToken");

    [Theory]
    [InlineData("")]
    [InlineData("Grant Connected")]
    [InlineData("x' or true --")]
    public Task What_is_no_name_of_an_event_is_refused(string type) => For(new HistoryFilter { EventType = type }).ShouldBeRefusedForAsync("eventType");

    [Fact]
    public Task Time_that_runs_backwards_is_refused() => For(new HistoryFilter { From = Now, Until = Now }).ShouldBeRefusedForAsync("until");

    [Fact]
    public Task Text_that_is_empty_is_refused() =>
        For(new HistoryFilter { Person = "", Reason = "", Actor = "", ApiKey = "", CorrelationId = "" })
            .ShouldBeRefusedForAsync("person", "reason", "actor", "apiKey", "correlationId");

    [Fact]
    public async Task Who_could_use_takes_one_mailbox()
    {
        await new WhoCouldUse(null, "person@example.com", null, Now).ShouldBeLetThroughAsync();
        await new WhoCouldUse(null, null, Guid.NewGuid(), Now).ShouldBeLetThroughAsync();
        await new WhoCouldUse(null, null, null, Now).ShouldBeRefusedForAsync("person");
        await new WhoCouldUse(null, "person@example.com", Guid.NewGuid(), Now).ShouldBeRefusedForAsync("person");
    }

    private static SearchHistory For(HistoryFilter filter) => FirstPage with { Filter = filter };

    private static SearchHistory After(string key) => FirstPage with { Page = new PageRequest(50, PageRequest.TokenAfter(key)) };
}
