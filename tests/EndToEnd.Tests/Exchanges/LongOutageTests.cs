using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>The database stays away for longer than a caller waits, or until the node is told to stop: the tokens are stored all the same.</summary>
public sealed class LongOutageTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task O2_Callers_that_wait_no_longer_are_told_the_truth_and_the_tokens_are_stored_later()
    {
        using var tenant = await _world.ATenantAsync();
        var (posting, visiting) = (await _world.Google.APersonAsync(), await _world.Google.APersonAsync());
        await using var link = new DatabaseLink(_world.Settings.Postgres);
        await using var node = await NodeAsync(link);
        using var atNode = tenant.At(new Uri(node.Urls.Single()));
        using var browser = new Browser();
        var code = await ClientFlow.CodeAsync(_world, posting);
        var callback = await CallbackAsync(tenant, visiting, node.Urls.Single());

        var (posted, visited) = await CutAsync(link, [posting, visiting], () => (
            atNode.PostProblemAsync("v1/grants", ClientFlow.Exchange(code), 503, "database_unavailable"),
            browser.ReadAsync(callback, expectedStatus: 503)));

        (await posted).Text("reason").Should().Be("tokensNotStoredYet");
        (await visited).Should().Contain("tokensNotStoredYet").And.Contain("you need not give the permission again");
        link.Mend();
        await Eventually.HoldsAsync("both are connected", async () =>
            (await tenant.GetAsync("v1/grants")).GetProperty("grants").EnumerateArray().Count(grant => grant.Text("status") == "active") == 2);
        (await browser.FollowAsync(callback)).Should().Contain("status", "connected");
    }

    [Fact]
    public async Task O2_A_node_that_is_told_to_stop_stores_the_tokens_that_it_holds_first()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await using var link = new DatabaseLink(_world.Settings.Postgres);
        await using var node = await NodeAsync(link);
        using var atNode = tenant.At(new Uri(node.Urls.Single()));
        var code = await ClientFlow.CodeAsync(_world, person);
        using var gone = new CancellationTokenSource();

        var (sent, _) = await CutAsync(link, [person], () => (
            atNode.Api.PostAsync("v1/grants", System.Net.Http.Json.JsonContent.Create(ClientFlow.Exchange(code)), gone.Token), Task.FromResult("")));
        // The client leaves, so that only the exchange keeps the node.
        await gone.CancelAsync();
        await sent.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        var stopping = node.StopAsync();
        link.Mend();
        await stopping;

        (await tenant.GetAsync("v1/grants")).GetProperty("grants").EnumerateArray().Single().Text("status").Should().Be("active");
    }

    private Task<Microsoft.AspNetCore.Builder.WebApplication> NodeAsync(DatabaseLink link) => _world.StartNodeAsync(builder =>
    {
        builder.Configuration["ConnectionStrings:Postgres"] = link.ConnectionString;
        builder.Configuration["Google:ExchangePatience"] = "00:00:01";
        builder.Configuration["Jobs:Run"] = "false";
    });

    /// <summary>Google leads to the first node's address; this is the same callback at another node.</summary>
    private async Task<string> CallbackAsync(TestTenant tenant, string person, string node)
    {
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        return new UriBuilder(consent.RedirectUrl) { Port = new Uri(node).Port }.Uri.ToString();
    }

    /// <summary>Cuts the way to the database while Google answers.</summary>
    private async Task<(Task<T1> First, Task<T2> Second)> CutAsync<T1, T2>(DatabaseLink link, IReadOnlyList<string> people, Func<(Task<T1>, Task<T2>)> exchange)
    {
        var delays = new List<string>();
        foreach (var person in people)
        {
            delays.Add(await _world.Google.BreakAsync(new { endpoint = "token", person, delayMs = 60_000, times = 1 }));
        }

        var exchanging = exchange();
        foreach (var delay in delays)
        {
            await _world.WaitForAsync(delay);
        }

        link.Cut();
        foreach (var delay in delays)
        {
            await _world.Google.MendAsync(delay);
        }

        return exchanging;
    }
}
