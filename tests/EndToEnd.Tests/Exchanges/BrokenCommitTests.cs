using GmailPlatform.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>A platform whose single transactions a test can hold.</summary>
public sealed class AimedWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public AimedDatabaseLink Link { get; private set; } = null!;

    /// <summary>The database, past the link.</summary>
    public string Postgres { get; private set; } = "";

    public async ValueTask InitializeAsync() => World = await World.StartAsync(builder =>
    {
        Postgres = builder.Configuration["ConnectionStrings:Postgres"]!;
        Link = new AimedDatabaseLink(Postgres);
        builder.Configuration["ConnectionStrings:Postgres"] = Link.ConnectionString;
        builder.Configuration["Jobs:Run"] = "false";
    });

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Link.DisposeAsync();
    }
}

/// <summary>A commit whose connection PostgreSQL ends is made on another one.</summary>
public sealed class BrokenCommitTests(AimedWorld aimed) : IClassFixture<AimedWorld>
{
    private const int Neighbours = 32;

    private readonly World _world = aimed.World;

    [Theory]
    [InlineData(CommitMoment.During)]
    [InlineData(CommitMoment.After)]
    public async Task O11_A_backend_that_is_terminated_at_the_commit_costs_nobody_a_refresh_token(CommitMoment moment)
    {
        using var tenant = await _world.ATenantAsync();
        using var neighbours = await _world.ATenantAsync();
        var (person, people) = (await _world.Google.APersonAsync(), moment is CommitMoment.During ? await _world.Google.ConsentOfManyAsync(Neighbours) : []);
        var code = await ClientFlow.CodeAsync(_world, person);
        var codes = new List<string>();
        foreach (var neighbour in people)
        {
            codes.Add((await _world.Google.ConsentAsync(Urls.With(ClientFlow.AuthorizationUrl(_world), "prompt", "consent"), neighbour.Email)).Code!);
        }

        var aim = aimed.Link.Aim(moment, CommitFault.Hold, tenant.Id.Value.ToString(), "code_exchanged");
        var entering = tenant.PostAsync("v1/grants", ClientFlow.Exchange(code), expectedStatus: 201);
        var all = codes.Select(each => neighbours.PostAsync("v1/grants", ClientFlow.Exchange(each), expectedStatus: 201)).ToList();
        await aim.Reached;
        await TerminateAsync(moment);
        aim.Release();

        var grant = (await entering).Text("id");
        await Task.WhenAll(all);
        // Other connections of the pool may have been terminated too.
        _world.Services.GetRequiredService<NpgsqlDataSource>().Clear();
        await tenant.PostAsync($"v1/grants/{grant}/refresh");
        (await tenant.HistoryAsync(grant!)).Should().ContainSingle(type => type == "code_exchanged");
        (await _world.Google.CallsAsync("token", person, "authorization_code")).Should().Be(1);
        (await neighbours.GetAsync("v1/grants?pageSize=100")).GetProperty("grants").GetArrayLength().Should().Be(people.Count);
    }

    [Fact]
    public async Task O11_The_outcome_of_a_callback_is_committed_with_its_grant()
    {
        using var tenant = await _world.ATenantAsync();
        using var browser = new Browser();
        var started = await tenant.AuthorizeAsync();
        var consent = await _world.Google.ConsentAsync(started.AuthorizationUrl(), await _world.Google.APersonAsync());
        var aim = aimed.Link.Aim(CommitMoment.After, CommitFault.Hold, tenant.Id.Value.ToString(), "code_exchanged");

        var loading = browser.FollowAsync(consent.RedirectUrl);
        await aim.Reached;
        var status = await tenant.GetAsync($"v1/authorizations/{started.Text("id")}");
        aim.Release();

        status.Text("status").Should().Be("connected", "the node may end before it knows of its commit");
        (await loading).Should().Contain("grantId", status.Text("grantId")!);
    }

    /// <summary>Ends the backend that the test holds, and those that are in the same state.</summary>
    private async Task TerminateAsync(CommitMoment moment)
    {
        await using var database = NpgsqlDataSource.Create(aimed.Postgres);
        var which = moment is CommitMoment.During ? "state = 'idle in transaction'" : "upper(query) like 'COMMIT%'";
        await using var command = database.CreateCommand(
            $"select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and {which}");
        Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture).Should().BePositive();
    }
}
