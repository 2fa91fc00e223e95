using GmailPlatform.Application.Audit;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A world of their own: each look is recorded, and would fill the page that other tests read.</summary>
public sealed class ConsoleFilterWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync();

    public ValueTask DisposeAsync() => World.DisposeAsync();
}

/// <summary>Nobody is shown everything because a filter could not be read.</summary>
public sealed class ConsoleFilterTests(ConsoleFilterWorld own) : IClassFixture<ConsoleFilterWorld>
{
    private readonly World _world = own.World;

    [Theory]
    [InlineData("/console/history?grant=nothing", "grant")]
    [InlineData("/console/history?grant=5d29842c445", "grant")]
    [InlineData("/console/history?tenant=zzz", "tenant")]
    [InlineData("/console/history?from=notadate", "from")]
    [InlineData("/console/history?from=10/11", "from")]
    [InlineData("/console/history?until=2026-13-01", "until")]
    [InlineData("/console/history?from=2026-03-02T09:00&until=2026-03-02T08:00", "until")]
    [InlineData("/console/history?type=Bogus", "eventType")]
    [InlineData("/console/history?persona=ada@example.com", "persona")]
    [InlineData("/console/history?tenant=zzz&tenant=yyy", "tenant")]
    [InlineData("/console/history/export?tenant=zzz", "tenant")]
    [InlineData("/console/history/export?grant=nothing&format=ndjson", "grant")]
    [InlineData("/console/history/export?format=xml", "format")]
    [InlineData("/console/history/export?format=7", "format")]
    [InlineData("/console/grants?state=bogus", "state")]
    [InlineData("/console/grants?state=7", "state")]
    [InlineData("/console/grants?tenant=zzz", "tenant")]
    [InlineData("/console/grants?order=sideways", "order")]
    [InlineData("/console/grants?order=7", "order")]
    [InlineData("/console/grants?status=Active", "status")]
    [InlineData("/console/moment?mailbox=ada@example.com&at=bogus", "at")]
    [InlineData("/console/moment?at=bogus", "at")]
    [InlineData("/console/people?name=ada", "name")]
    public async Task N1_A_filter_that_cannot_be_read_is_an_error_at_its_field(string path, string field)
    {
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);

        var page = await auditor.ReadAsync(path, expectedStatus: 400);

        page.Should().Contain("Please correct that").And.Contain($"<strong>{field}</strong>");
    }

    [Fact]
    public async Task N1_Control_characters_lists_of_words_and_pages_of_exports_are_errors_at_their_field()
    {
        (string Path, string Field)[] unreadable =
        [
            ("/console/people?person=%00", "person"),
            ("/console/history?person=%00", "person"),
            ("/console/history?reason=a%00", "reason"),
            ("/console/history?actor=%00", "actor"),
            ("/console/history?key=%00", "apiKey"),
            ("/console/history?trace=%00", "correlationId"),
            ("/console/history/export?actor=%00", "actor"),
            ("/console/history/export?format=csv,ndjson", "format"),
            ("/console/history/export?pageToken=x", "pageToken"),
            ("/console/moment?mailbox=%00", "person"),
            ("/console/grants?state=active,active", "state"),
            ("/console/grants?state=active,revoked", "state"),
            ("/console/grants?order=newest, oldest", "order"),
        ];
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);

        foreach (var (path, field) in unreadable)
        {
            (await auditor.ReadAsync(path, expectedStatus: 400)).Should().Contain($"<strong>{field}</strong>", path);
        }
    }

    [Theory]
    [InlineData("/console/history?grant=000000000000")]
    [InlineData("/console/history/export?grant=000000000000")]
    [InlineData("/console/moment?mailbox=000000000000")]
    [InlineData("/console/grants/000000000000")]
    public async Task N1_A_short_id_of_no_grant_finds_nothing_and_not_everything(string path)
    {
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);

        (await auditor.ReadAsync(path, expectedStatus: 404)).Should().Contain("There is no grant");
    }

    [Fact]
    public async Task N1_The_short_id_that_the_console_prints_finds_its_grant_everywhere()
    {
        using var tenant = await _world.ATenantAsync();
        var email = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(email);
        await tenant.ConnectAsync(await _world.Google.APersonAsync());
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);
        var shortId = grant[^12..];

        (await auditor.ReadAsync($"/console/grants?email={email}")).Should().Contain(shortId);
        (await auditor.ReadAsync($"/console/history?grant={shortId.ToUpperInvariant()}")).Should().Contain("The account was connected").And.Contain(shortId);
        await _world.SendAsync(new PublishCheckpoint());
        (await auditor.ReadAsync($"/console/history/export?grant={shortId}")).Should().Contain(grant);
        (await auditor.ReadAsync($"/console/moment?mailbox={shortId}&at=2026-03-02")).Should().Contain("Who could use a mailbox");
        using var page = await auditor.GetAsync($"/console/grants/{shortId}");
        page.Headers.Location!.ToString().Should().Be($"/console/grants/{grant}");
    }

    [Theory]
    [InlineData("/console/history?from=2026-03-02")]
    [InlineData("/console/history?from=2026-03-02T09:00")]
    [InlineData("/console/history?until=2026-03-02T09:00:01.5Z")]
    [InlineData("/console/history?person=&tenant=&type=&reason=&actor=&key=&grant=&trace=&from=&until=")]
    [InlineData("/console/grants?state=active&order=expiring&tenant=&email=")]
    [InlineData("/console/moment?mailbox=&at=")]
    public async Task N1_What_a_form_sends_is_read(string path)
    {
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);

        (await auditor.ReadAsync(path)).Should().Contain("</form>");
    }
}
