using GmailPlatform.Testing;
using Microsoft.AspNetCore.Builder;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>A platform whose way to PostgreSQL a test can cut.</summary>
public sealed class CutWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public DatabaseLink Link { get; private set; } = null!;

    /// <summary>Another node, whose way to PostgreSQL stays open; null until <see cref="StartSecondAsync"/>.</summary>
    public WebApplication Second { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.StartAsync(builder =>
    {
        Link = new DatabaseLink(builder.Configuration["ConnectionStrings:Postgres"]!);
        builder.Configuration["ConnectionStrings:Postgres"] = Link.ConnectionString;
        builder.Configuration["Google:ExchangePatience"] = "00:00:15";
        builder.Configuration["Jobs:Run"] = "false";
    });

    public async Task StartSecondAsync() => Second ??= await World.StartNodeAsync(builder => builder.Configuration["Jobs:Run"] = "false");

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Link.DisposeAsync();
    }
}

/// <summary>The database is away from the moment of Google's answer to an exchange: its tokens are kept and stored when it is back.</summary>
public sealed class ExchangeOutageTests(CutWorld cut) : IClassFixture<CutWorld>
{
    private readonly World _world = cut.World;

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public async Task O2_A_callback_connects_once_the_database_is_back(int secondsAway)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        using var browser = new Browser();

        var outcome = await DuringAnOutageAsync(person, secondsAway, () => browser.FollowAsync(consent.RedirectUrl));

        outcome.Should().Contain("status", "connected");
        await tenant.PostAsync($"v1/grants/{outcome["grantId"]}/refresh");
        (await _world.Google.CallsAsync("token", person, "authorization_code")).Should().Be(1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task O2_A_posted_code_connects_once_the_database_is_back(int secondsAway)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await ClientFlow.CodeAsync(_world, person);

        var grant = await DuringAnOutageAsync(person, secondsAway, () => tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201));

        await tenant.PostAsync($"v1/grants/{grant.Text("id")}/refresh");
    }

    [Fact]
    public async Task O20_Eight_consents_of_one_person_at_once_all_connect()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        await tenant.ConnectAsync(person);
        var codes = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            codes.Add(await ClientFlow.CodeAsync(_world, person));
        }

        await Task.WhenAll(codes.Select(code => tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 200)));
    }

    private async Task<T> DuringAnOutageAsync<T>(string person, int secondsAway, Func<Task<T>> exchange)
    {
        var delay = await _world.Google.BreakAsync(new { endpoint = "token", person, delayMs = 60_000, times = 1 });
        var exchanging = exchange();
        await _world.WaitForAsync(delay);
        // By then the key ring would be read again.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        cut.Link.Cut();
        await _world.Google.MendAsync(delay);
        await Task.Delay(TimeSpan.FromSeconds(secondsAway));
        cut.Link.Mend();
        return await exchanging;
    }
}
