using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Exchanges;

/// <summary>Consents that come at the same time, of one person and of people who have nothing to do with each other.</summary>
public sealed class ConcurrentConsentTests(SharedWorld shared)
{
    private const int Consents = 8;
    private const int Innocents = 64;

    private readonly World _world = shared.World;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task O20_Eight_consents_of_one_person_at_once_all_connect_at_the_callback(bool isKnown)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await APersonAsync(tenant, isKnown);
        var callbacks = new List<string>();
        for (var i = 0; i < Consents; i++)
        {
            var url = Urls.With((await tenant.AuthorizeAsync()).AuthorizationUrl(), "prompt", "consent");
            callbacks.Add((await _world.Google.ConsentAsync(url, person)).RedirectUrl);
        }

        var outcomes = await Task.WhenAll(callbacks.Select(tenant.ReturnAsync));

        outcomes.Should().AllSatisfy(outcome => outcome.Should().Contain("status", "connected"));
        await ShouldHaveOneGoodGrantAsync(tenant);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task O20_Eight_consents_of_one_person_at_once_all_connect_at_the_API_and_the_callback_together(bool isKnown)
    {
        using var tenant = await _world.ATenantAsync();
        var person = await APersonAsync(tenant, isKnown);
        var entering = new List<Func<Task>>();
        for (var i = 0; i < Consents / 2; i++)
        {
            var callback = (await _world.Google.ConsentAsync(Urls.With((await tenant.AuthorizeAsync()).AuthorizationUrl(), "prompt", "consent"), person)).RedirectUrl;
            var code = (await _world.Google.ConsentAsync(Urls.With(ClientFlow.AuthorizationUrl(_world), "prompt", "consent"), person)).Code!;
            entering.Add(async () => (await tenant.ReturnAsync(callback)).Should().Contain("status", "connected"));
            entering.Add(async () =>
            {
                using var response = await tenant.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(code));
                response.IsSuccessStatusCode.Should().BeTrue("of {0}", await response.Content.ReadAsStringAsync());
            });
        }

        await Task.WhenAll(entering.Select(enter => enter()));

        await ShouldHaveOneGoodGrantAsync(tenant);
    }

    [Fact]
    public async Task O11_Words_with_U0000_from_Google_cost_no_innocent_neighbour_anything()
    {
        using var tenant = await _world.ATenantAsync();
        var innocents = await CodesAsync(Innocents);
        var (poisoned, refreshed) = (await CodesAsync(4), await _world.Google.APersonAsync());
        var grant = await tenant.ConnectAsync(refreshed);
        foreach (var person in poisoned.Keys.Append(refreshed))
        {
            var body = new { error = "invalid\u0000grant", error_description = "\u0000 Bad Request \u0000" };
            await _world.Google.BreakAsync(new { endpoint = "token", person, status = 400, body });
        }

        var entering = innocents.Values.Concat(poisoned.Values).Select(code => tenant.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(code))).ToList();
        var refreshing = tenant.Api.PostAsync($"v1/grants/{grant}/refresh", content: null);
        var statuses = (await Task.WhenAll(entering)).Select(response => (int)response.StatusCode).ToList();

        statuses[..Innocents].Should().OnlyContain(status => status == 201);
        statuses[Innocents..].Append((int)(await refreshing).StatusCode).Should().OnlyContain(status => status == 503);
        (await tenant.GetAsync("v1/grants?pageSize=100&state=active")).GetProperty("grants").GetArrayLength().Should().Be(Innocents);
        (await tenant.HistoryAsync(grant)).Should().EndWith("refresh_failed");
    }

    private async Task<string> APersonAsync(TestTenant tenant, bool isKnown)
    {
        var person = await _world.Google.APersonAsync();
        if (isKnown)
        {
            await tenant.ConnectAsync(person);
        }

        return person;
    }

    private async Task<IReadOnlyDictionary<string, string>> CodesAsync(int people)
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < people; i++)
        {
            var person = await _world.Google.APersonAsync();
            codes[person] = await ClientFlow.CodeAsync(_world, person);
        }

        return codes;
    }

    private static async Task ShouldHaveOneGoodGrantAsync(TestTenant tenant)
    {
        var grant = (await tenant.GetAsync("v1/grants")).GetProperty("grants").EnumerateArray().Should().ContainSingle().Subject;
        grant.Text("status").Should().Be("active");
        await tenant.PostAsync($"v1/grants/{grant.Text("id")}/refresh");
    }
}
