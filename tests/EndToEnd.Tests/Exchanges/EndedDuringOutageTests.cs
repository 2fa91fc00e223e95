using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;
using Npgsql;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>One node is cut off from the database with tokens in hand, while another node ends what they belong to.</summary>
public sealed class EndedDuringOutageTests(CutWorld cut) : IClassFixture<CutWorld>
{
    private readonly World _world = cut.World;

    [Theory]
    [InlineData("?erase=true")]
    [InlineData("")]
    public async Task O2_What_another_node_ended_during_the_outage_is_not_connected_and_a_new_consent_is(string how)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(person);
        var code = await CodeAsync(person);

        var problem = await WhileCutOffAsync(tenant, person, elsewhere => elsewhere.DeleteAsync($"v1/grants/{grant}{how}"), () =>
            tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(code), 422, "code_exchange_failed"));

        problem.Text("reason").Should().Be("revoked");
        (await tenant.GetAsync("v1/grants")).GetProperty("grants").EnumerateArray().Select(each => each.Text("status")).Should().NotContain("active");
        var next = (await _world.Google.ConsentAsync(problem.AuthorizationUrl(), person)).Code!;
        var again = await tenant.PostAsync("v1/grants", ClientFlow.Exchange(next), expectedStatus: how == "" ? 200 : 201);
        await tenant.PostAsync($"v1/grants/{again.Text("id")}/refresh");
    }

    [Fact]
    public async Task O2_A_tenant_that_another_node_suspended_during_the_outage_stores_nothing_and_the_client_is_told_why()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var code = await CodeAsync(person);

        var problem = await WhileCutOffAsync(tenant, person, elsewhere => SuspendAsync(elsewhere), () =>
            tenant.PostProblemAsync("v1/grants", ClientFlow.Exchange(code), 403, "forbidden"));

        problem.Text("reason").Should().Be("tenantSuspended");
        problem.Text("detail").Should().Contain("not stored");
        problem.Has("authorizationUrl").Should().BeFalse("its page would refuse as well");
        (await GrantsOfAsync(tenant)).Should().Be(0);
    }

    [Fact]
    public async Task O2_A_person_whose_tenant_was_suspended_during_the_outage_reads_it_and_the_application_hears_nothing()
    {
        using var tenant = await _world.ATenantAsync();
        var person = await _world.Google.APersonAsync();
        var consent = await _world.Google.ConsentAsync((await tenant.AuthorizeAsync()).AuthorizationUrl(), person);
        using var browser = new Browser();

        var page = await WhileCutOffAsync(tenant, person, elsewhere => SuspendAsync(elsewhere), () => browser.ReadAsync(consent.RedirectUrl, expectedStatus: 403));

        page.Should().Contain("suspended");
        (await browser.ReadAsync(consent.RedirectUrl, expectedStatus: 403)).Should().Contain("suspended");
        (await GrantsOfAsync(tenant)).Should().Be(0);
    }

    private async Task<string> CodeAsync(string person) =>
        (await _world.Google.ConsentAsync($"{ClientFlow.AuthorizationUrl(_world)}&prompt=consent", person)).Code!;

    private Task<Tenant> SuspendAsync(TestTenant elsewhere) => cut.Second.Services.SendAsync(new SuspendTenant(elsewhere.Id));

    private async Task<int> GrantsOfAsync(TestTenant tenant)
    {
        await using var database = NpgsqlDataSource.Create(_world.Settings.Postgres);
        await using var command = database.CreateCommand($"select count(*)::int from gmailplatform.mt_doc_grant where tenant_id = '{tenant.Id}'");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The first node loses the database while Google answers; the second acts; the first gets it back.</summary>
    private async Task<T> WhileCutOffAsync<T>(TestTenant tenant, string person, Func<TestTenant, Task> act, Func<Task<T>> exchange)
    {
        await cut.StartSecondAsync();
        var delay = await _world.Google.BreakAsync(new { endpoint = "token", person, grantType = "authorization_code", delayMs = 60_000, times = 1 });
        var exchanging = exchange();
        await _world.WaitForAsync(delay);
        cut.Link.Cut();
        await _world.Google.MendAsync(delay);
        using var elsewhere = tenant.At(new Uri(cut.Second.Urls.Single()));
        try
        {
            await act(elsewhere);
        }
        finally
        {
            cut.Link.Mend();
        }

        return await exchanging;
    }
}
