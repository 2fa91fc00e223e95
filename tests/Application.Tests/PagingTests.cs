using System.Globalization;
using FsCheck;
using FsCheck.Xunit;

namespace GmailPlatform.Application.Tests;

public sealed class PagingTests
{
    [Property]
    public bool A_token_leads_back_to_the_key_it_was_made_of(Guid id, long sequence) =>
        new PageRequest(50, PageRequest.TokenAfter(id.ToString())).After == id.ToString()
        && new PageRequest(50, PageRequest.TokenAfter(Text(sequence))).After == Text(sequence);

    [Property]
    public void Hostile_text_is_read_without_harm(NonNull<string> token)
    {
        var read = () => new PageRequest(50, token.Get).After;

        read.Should().NotThrow();
    }

    [Fact]
    public void Without_a_token_a_list_starts_at_its_start() => new PageRequest(50, null).After.Should().BeNull();

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("a")]
    [InlineData("YQ==YQ==")]
    public void What_is_no_token_names_no_key(string token) => new PageRequest(50, token).After.Should().BeNull();

    [Fact]
    public void A_token_too_long_to_be_ours_is_not_read() => new PageRequest(50, new string('A', 204)).After.Should().BeNull();

    [Property]
    public bool The_pages_of_a_list_together_are_the_list(byte count, byte size)
    {
        var (all, pageSize) = (Enumerable.Range(1, count).ToList(), (size % 20) + 1);

        return Pages(all, pageSize).SelectMany(page => page.Items).SequenceEqual(all)
            && Pages(all, pageSize).All(page => page.Items.Count <= pageSize);
    }

    [Fact]
    public void A_last_page_that_is_full_has_no_next() => Page<int>.Of([1, 2, 3], 3, Key).NextPageToken.Should().BeNull();

    private static IEnumerable<Page<int>> Pages(IReadOnlyList<int> all, int pageSize)
    {
        var request = new PageRequest(pageSize, null);
        while (true)
        {
            var after = request.After is { } key ? int.Parse(key, CultureInfo.InvariantCulture) : 0;
            var page = Page<int>.Of([.. all.Where(item => item > after).Take(pageSize + 1)], pageSize, Key);
            yield return page;
            if (page.NextPageToken is not { } next)
            {
                yield break;
            }

            request = request with { PageToken = next };
        }
    }

    private static string Key(int item) => Text(item);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
