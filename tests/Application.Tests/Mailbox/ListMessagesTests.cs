using GmailPlatform.Application.Mailbox;

namespace GmailPlatform.Application.Tests.Mailbox;

public sealed class ListMessagesTests
{
    private static readonly ListMessages FirstPage = new(
        Callers.Any, Guid.NewGuid(), new MessageFilter(Query: null, LabelIds: [], IncludeSpamTrash: false), ListMessages.DefaultPageSize, PageToken: null);

    [Fact]
    public Task A_first_page_is_let_through() => FirstPage.ShouldBeLetThroughAsync();

    [Fact]
    public Task A_search_with_labels_is_let_through() =>
        Filtered(new MessageFilter("from:ada has:attachment", ["INBOX", "Label_7"], true)).ShouldBeLetThroughAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(501)]
    public Task A_page_that_Gmail_would_not_give_is_refused(int pageSize) => (FirstPage with { PageSize = pageSize }).ShouldBeRefusedForAsync("pageSize");

    [Fact]
    public Task Overlong_words_are_refused_by_the_name_of_the_query_parameter() =>
        (Filtered(new MessageFilter(new string('q', 2001), [], false)) with { PageToken = new string('p', 501) }).ShouldBeRefusedForAsync("q", "pageToken");

    [Fact]
    public async Task Too_many_empty_or_overlong_labels_are_refused()
    {
        await Labelled([.. Enumerable.Repeat("INBOX", 101)]).ShouldBeRefusedForAsync("labelIds");
        await Labelled([""]).ShouldBeRefusedForAsync("labelIds");
        await Labelled([new string('l', 201)]).ShouldBeRefusedForAsync("labelIds");
    }

    private static ListMessages Labelled(IReadOnlyList<string> labelIds) => Filtered(new MessageFilter(null, labelIds, false));

    private static ListMessages Filtered(MessageFilter filter) => FirstPage with { Filter = filter };
}
