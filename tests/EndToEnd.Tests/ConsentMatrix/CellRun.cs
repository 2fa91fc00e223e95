using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>One person's consent with one fault in it.</summary>
internal sealed class CellRun(World world, AimedDatabaseLink link, Restart? restart, Cell cell, string way)
{
    /// <summary>The person's one consent is enough, or the one further page says truthfully why, and leads to a connection.</summary>
    public async Task RunAsync()
    {
        using var entrance = await Entrance.OpenAsync(world, cell.Door);
        if (cell.Step is Step.UserInfo)
        {
            await BreakAsync(entrance, "token", new Dictionary<string, object> { ["omit"] = new[] { "id_token" } });
        }

        var answer = cell switch
        {
            { IsGooglesFault: true } => await AtGoogleAsync(entrance),
            { IsDatabaseFault: true } => await AtDatabaseAsync(entrance),
            _ => await new CallerRun(world, link, cell, entrance).RunAsync(),
        };
        await ShouldConnectAsync(entrance, answer);
    }

    private async Task<Answer> AtGoogleAsync(Entrance entrance)
    {
        if (cell.Step is Step.Jwks)
        {
            return await entrance.EnterAsync();
        }

        var fault = new Dictionary<string, object>(GoogleFaults.Of(cell)[way]);
        if (!cell.Lasts)
        {
            fault["times"] = 1;
        }

        var id = await BreakAsync(entrance, GoogleFaults.EndpointOf(cell.Step), fault);
        var answer = await entrance.EnterAsync();
        if (cell.Lasts)
        {
            await world.Google.MendAsync(id);
        }

        return answer;
    }

    private async Task<Answer> AtDatabaseAsync(Entrance entrance)
    {
        if (restart is not null && cell.Step is Step.GrantCommit)
        {
            await restart.OthersJoinedAsync();
        }

        var aim = link.Aim(
            (CommitMoment)cell.Moment, cell.Fault is Fault.DatabaseCut ? CommitFault.Cut : CommitFault.Hold, WordsOf(cell.Step, entrance));
        var entering = entrance.EnterAsync();
        await ReachedAsync(aim, entering);
        if (restart is not null)
        {
            await restart.JoinAsync(cell.Step);
            aim.Release();
        }

        var answer = await entering;
        restart?.ForgetConnections();
        return answer;
    }

    internal static IReadOnlyList<string> WordsOf(Step step, Entrance entrance) => step switch
    {
        Step.StateSave => entrance.StateSaveWords,
        _ => entrance.CommitWords,
    };

    internal static async Task ReachedAsync(CommitAim aim, Task<Answer> entering)
    {
        if (await Task.WhenAny(aim.Reached, entering) == entering)
        {
            (aim.Reached.IsCompleted ? "" : $"answered {await entering}").Should().BeEmpty("the transaction must be met");
        }
    }

    private Task<string> BreakAsync(Entrance entrance, string endpoint, IReadOnlyDictionary<string, object> fault) =>
        world.Google.BreakAsync(new Dictionary<string, object>(fault) { ["endpoint"] = endpoint, ["person"] = entrance.Person });

    private async Task ShouldConnectAsync(Entrance entrance, Answer first)
    {
        var last = first;
        if (first is not Answer.Connected)
        {
            AllowedAnswers.Of(cell, way).Should().Contain(first.ToString());
            last = await NextAsync(entrance, first);
        }

        last.Should().BeOfType<Answer.Connected>("one further page repairs everything, and not {0} after {1}", last, first);
        if (restart is not null)
        {
            await Eventually.HoldsAsync("PostgreSQL serves again", () => IsServedAsync(entrance.Tenant));
        }

        await ShouldRefreshAsync(entrance.Tenant, ((Answer.Connected)last).GrantId);
        (await entrance.GrantsAsync()).Should().ContainSingle();
    }

    private Task<Answer> NextAsync(Entrance entrance, Answer first) => (first, cell) switch
    {
        // A person whom the first page told of a connection does not consent again.
        (Answer.Repair, { IsBrowserFault: true }) or (Answer.Later, { Door: Door.Api }) => entrance.LookForGrantAsync(),
        (Answer.Repair repair, _) => RepairAsync(entrance, repair),
        _ => entrance.EnterAsync(),
    };

    private static Task<Answer> RepairAsync(Entrance entrance, Answer.Repair repair)
    {
        Urls.QueryOf(repair.Url).Should().Contain("prompt", "consent");
        return entrance.RepairAsync(repair.Url);
    }

    private static async Task<bool> IsServedAsync(TestTenant tenant)
    {
        using var response = await tenant.Api.GetAsync("v1/grants");
        return response.IsSuccessStatusCode;
    }

    private static async Task ShouldRefreshAsync(TestTenant tenant, string grant)
    {
        (await tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("active");
        (await tenant.PostAsync($"v1/grants/{grant}/refresh")).Text("accessToken").Should().StartWith("ya29.");
    }
}
