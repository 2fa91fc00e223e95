using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using GmailPlatform.GoogleSandbox.Gmail.Mailboxes;
using GmailPlatform.GoogleSandbox.Gmail.Search;

namespace GmailPlatform.GoogleSandbox.Tests.Gmail;

public sealed class SearchTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    private static readonly SearchContext Context = new([.. Label.System, new Label("Label_1", "Work/Big Invoices", IsSystem: false)], "me@example.com", Now);

    private static readonly StoredMessage Message = new(
        id: "0000000000000001",
        threadId: "0000000000000001",
        Encoding.UTF8.GetBytes("""
            From: "Amy Adams" <amy@example.org>
            To: Me <me@example.com>
            Cc: bob@example.net
            Bcc: carol@example.net
            Delivered-To: me+news@example.com
            List-Id: News <news.example.org>
            Message-Id: <abc.123@example.org>
            Subject: Dinner plans for the summer
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain; charset=utf-8

            The quick brown fox jumps. See https://docs.google.com/document/d/1 and Müller.
            --b
            Content-Type: application/pdf; name="Quarterly Report.pdf"
            Content-Disposition: attachment; filename="Quarterly Report.pdf"
            Content-Transfer-Encoding: base64

            JVBERi0=
            --b--

            """.ReplaceLineEndings("\r\n")),
        ["INBOX", "UNREAD", "IMPORTANT", "CATEGORY_PERSONAL", "Label_1"],
        new DateTimeOffset(2026, 6, 1, 7, 30, 0, TimeSpan.Zero),
        historyId: 1);

    [Theory]
    [InlineData("", true)]
    [InlineData("quick", true)]
    [InlineData("QUICK brown", true)]
    [InlineData("quic", false)]
    [InlineData("quick slow", false)]
    [InlineData("quick AND brown", true)]
    [InlineData("slow OR quick", true)]
    [InlineData("slow | quick", true)]
    [InlineData("slow or quick", false)]
    [InlineData("slow OR quick missing", false)]
    [InlineData("{slow quick}", true)]
    [InlineData("{slow lazy}", false)]
    [InlineData("-slow", true)]
    [InlineData("-quick", false)]
    [InlineData("--quick", true)]
    [InlineData("-(slow quick)", true)]
    [InlineData("-(quick brown)", false)]
    [InlineData("+quick", true)]
    [InlineData("\"quick brown\"", true)]
    [InlineData("\"brown quick\"", false)]
    [InlineData("quick AROUND 3 jumps", true)]
    [InlineData("quick AROUND 1 jumps", false)]
    [InlineData("jumps AROUND 2 quick", true)]
    [InlineData("müller", true)]
    [InlineData("!!! ???", true)]
    [InlineData("from:amy", true)]
    [InlineData("from:amy@example.org", true)]
    [InlineData("from:example.org", true)]
    [InlineData("FROM:Amy", true)]
    [InlineData("from:bob", false)]
    [InlineData("from:(amy adams)", true)]
    [InlineData("from:{bob amy}", true)]
    [InlineData("from:me", false)]
    [InlineData("to:me", true)]
    [InlineData("cc:bob", true)]
    [InlineData("bcc:carol", true)]
    [InlineData("deliveredto:me+news@example.com", true)]
    [InlineData("list:news.example.org", true)]
    [InlineData("subject:dinner", true)]
    [InlineData("subject:(dinner summer)", true)]
    [InlineData("subject:\"dinner plans\"", true)]
    [InlineData("subject:fox", false)]
    [InlineData("-subject:dinner", false)]
    [InlineData("has:attachment", true)]
    [InlineData("has:document", true)]
    [InlineData("has:drive", true)]
    [InlineData("has:youtube", false)]
    [InlineData("has:userlabels", true)]
    [InlineData("has:nouserlabels", false)]
    [InlineData("has:yellow-star", false)]
    [InlineData("filename:pdf", true)]
    [InlineData("filename:\"quarterly report.pdf\"", true)]
    [InlineData("filename:csv", false)]
    [InlineData("rfc822msgid:abc.123@example.org", true)]
    [InlineData("rfc822msgid:<abc.123@example.org>", true)]
    [InlineData("rfc822msgid:abc", false)]
    [InlineData("label:work-big-invoices", true)]
    [InlineData("label:Label_1", true)]
    [InlineData("label:inbox", true)]
    [InlineData("label:travel", false)]
    [InlineData("in:inbox", true)]
    [InlineData("in:sent", false)]
    [InlineData("in:anywhere", true)]
    [InlineData("in:snoozed", false)]
    [InlineData("is:unread", true)]
    [InlineData("is:read", false)]
    [InlineData("is:important", true)]
    [InlineData("is:starred", false)]
    [InlineData("is:muted", false)]
    [InlineData("category:primary", true)]
    [InlineData("category:promotions", false)]
    [InlineData("larger:100", true)]
    [InlineData("larger:10M", false)]
    [InlineData("size:1K", false)]
    [InlineData("smaller:10K", true)]
    [InlineData("smaller_than:1", false)]
    [InlineData("after:2026/05/31", true)]
    [InlineData("after:2026/06/01", false)]
    [InlineData("before:2026/06/01", true)]
    [InlineData("before:2026-05-31", false)]
    [InlineData("after:1780298999", true)]
    [InlineData("after:1780299001", false)]
    [InlineData("before:1780299001", true)]
    [InlineData("newer:2026/05/01 older:2026/06/02", true)]
    [InlineData("newer_than:15d", true)]
    [InlineData("newer_than:14d", false)]
    [InlineData("older_than:14d", true)]
    [InlineData("older_than:1m", false)]
    [InlineData("newer_than:1y", true)]
    [InlineData("unknown:operator", false)]
    [InlineData("brown:fox", true)]
    [InlineData("larger:huge", false)]
    [InlineData("subject:", false)]
    [InlineData("OR", true)]
    [InlineData("quick OR", true)]
    [InlineData("(quick", true)]
    [InlineData("quick)", true)]
    [InlineData("\"quick brown", true)]
    [InlineData("- quick", true)]
    public void A_query_finds_what_Gmail_would_find(string query, bool found) =>
        SearchQuery.Parse(query).Matches(Message, Context).Should().Be(found);

    [Theory]
    [InlineData("in:spam", true)]
    [InlineData("label:trash", true)]
    [InlineData("in:anywhere hello", true)]
    [InlineData("spam", false)]
    [InlineData("from:spam", false)]
    public void Spam_and_trash_are_reached_only_when_named(string query, bool reached) =>
        SearchQuery.Parse(query).ReachesSpamAndTrash.Should().Be(reached);

    [Fact]
    public void Deep_nesting_is_survived()
    {
        var query = string.Concat(new string('(', 20_000), "quick", new string('-', 20_000), "{subject:");

        SearchQuery.Parse(query).Invoking(parsed => parsed.Matches(Message, Context)).Should().NotThrow();
    }

    [Theory]
    [InlineData("a:")]
    [InlineData(":")]
    [InlineData("subject:")]
    [InlineData("\"")]
    [InlineData("-")]
    [InlineData("{")]
    [InlineData("(quick ")]
    [InlineData("quick OR ")]
    [InlineData("x AROUND 2 ")]
    public void A_query_a_thousand_times_as_long_costs_about_a_thousand_times_as_much(string piece)
    {
        // By what is allocated, which does not depend on the clock: quadratic work would take a hundred times more than is allowed here.
        Cost(piece, 100);
        var (small, large) = (Cost(piece, 100), Cost(piece, 100_000));

        large.Should().BeLessThan(10_000 * Math.Max(small, 1_000));

        static long Cost(string piece, int times)
        {
            var query = string.Concat(Enumerable.Repeat(piece, times));
            var before = GC.GetAllocatedBytesForCurrentThread();
            SearchQuery.Parse(query).Matches(Message, Context);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void Words_that_stand_apart_everywhere_are_compared_once()
    {
        var words = Words.Of(string.Concat(Enumerable.Repeat("left x x x x x ", 200_000)) + string.Concat(Enumerable.Repeat("x x x x x right ", 200_000)));

        words.ContainNear(Words.Of("left"), Words.Of("right"), distance: 3).Should().BeFalse();
        words.ContainNear(Words.Of("right"), Words.Of("left"), distance: 10).Should().BeTrue();
    }

    [Property(MaxTest = 500)]
    public Property No_query_is_refused()
    {
        string[] pieces =
        [
            "(", ")", "{", "}", "\"", "-", "+", "OR", "|", "AND", "AROUND", "AROUND 3", " ", ":", "from:", "in:", "is:", "has:", "larger:", "after:",
            "older_than:", "99999999999999999999d", "9999y", "0/0/0", "9999/12/31", "me", "quick", "\u0000", "\ud83d", "ß", "10M", "M", "-1",
        ];
        var queries = Gen.Elements(pieces).ListOf().Select(string.Concat);
        return Prop.ForAll(Arb.From(queries), query =>
        {
            SearchQuery.Parse(query).Matches(Message, Context);
            return true;
        });
    }

    [Property(MaxTest = 500)]
    public bool No_text_is_refused(string? query)
    {
        SearchQuery.Parse(query).Matches(Message, Context);
        return true;
    }
}
