using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Tenants;

/// <summary>The secret of a tenant's own Google client is replaced at Google while its people go on.</summary>
public sealed class ClientSecretTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    private readonly World _world = nodes.World;

    [Fact]
    public async Task O8_A_secret_is_rotated_at_Google_without_one_failed_call_on_either_node()
    {
        var client = await OwnClient.RegisterAsync(_world);
        using var tenant = await client.ATenantAsync();
        using var second = tenant.At(new Uri(nodes.Second.Urls.Single()));
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());

        var newSecret = await client.AddSecretAsync();
        await RefreshOnBothAsync();
        await _world.AddSecretAsync(tenant, client, newSecret);
        await RefreshOnBothAsync();
        await client.RemoveSecretAsync(client.FirstSecret);
        await RefreshOnBothAsync();
        await _world.RemoveSecretAsync(tenant, client.FirstSecret);
        await RefreshOnBothAsync();
        await tenant.ConnectAsync(await _world.Google.APersonAsync());

        (await tenant.HistoryAsync(grant)).Should().NotContain("refresh_failed");
        (await _world.LabelsAsync(tenant)).Should().Equal(ClientSecret.LabelOf(new Secret(newSecret)));

        async Task RefreshOnBothAsync()
        {
            await tenant.PostAsync($"v1/grants/{grant}/refresh");
            await second.PostAsync($"v1/grants/{grant}/refresh");
        }
    }

    [Fact]
    public async Task O8_Only_one_call_meets_a_secret_that_is_not_valid_whichever_of_the_two_it_is()
    {
        using var connected = await ConnectedPerson.AtAsync(_world);
        var (client, tenant, person, _) = connected;
        var newSecret = OwnClient.NewSecret();

        // Here before it is valid at Google.
        await _world.AddSecretAsync(tenant, client, newSecret);
        await RefreshAsync(times: 3);
        await client.ReplaceSecretAsync(newSecret);
        await RefreshAsync(times: 3);

        (await _world.Google.StatusesAsync("token", person, "refresh_token")).Should().Equal(401, 200, 200, 200, 401, 200, 200, 200);

        async Task RefreshAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                await connected.RefreshAsync();
            }
        }
    }

    [Fact]
    public async Task O8_A_code_is_not_spent_by_the_secret_that_Google_rejects()
    {
        var client = await OwnClient.RegisterAsync(_world);
        using var tenant = await client.ATenantAsync();
        await _world.AddSecretAsync(tenant, client, OwnClient.NewSecret());
        var person = await _world.Google.APersonAsync();

        (await tenant.ConsentAsync(person)).Should().Contain("status", "connected");

        (await _world.Google.StatusesAsync("token", person, "authorization_code")).Should().Equal(401, 200);
    }

    [Fact]
    public async Task O8_A_secret_ends_at_Google_while_a_refresh_is_under_way()
    {
        using var connected = await ConnectedPerson.AtAsync(_world);
        var (client, tenant, person, _) = connected;
        var newSecret = OwnClient.NewSecret();
        await _world.AddSecretAsync(tenant, client, newSecret);
        await connected.RefreshAsync();

        var refreshed = await DuringACallAsync(person, "refresh_token", connected.RefreshAsync, () => client.ReplaceSecretAsync(newSecret));

        refreshed.Text("accessToken").Should().StartWith("ya29.");
    }

    [Fact]
    public async Task O8_The_only_secret_is_replaced_at_Google_and_here_while_a_refresh_is_under_way()
    {
        using var connected = await ConnectedPerson.AtAsync(_world);
        var (client, tenant, person, _) = connected;

        var refreshed = await DuringACallAsync(person, "refresh_token", connected.RefreshAsync, () => ReplaceOnlySecretAsync(tenant, client));

        refreshed.Text("accessToken").Should().StartWith("ya29.");
        (await HealthAsync()).Should().NotContain(client.Id);
    }

    [Fact]
    public async Task O8_The_only_secret_is_replaced_at_Google_and_here_while_a_code_is_exchanged()
    {
        var client = await OwnClient.RegisterAsync(_world);
        using var tenant = await client.ATenantAsync();
        var person = await _world.Google.APersonAsync();

        var consent = await DuringACallAsync(person, "authorization_code", () => tenant.ConsentAsync(person), () => ReplaceOnlySecretAsync(tenant, client));

        consent.Should().Contain("status", "connected");
        (await _world.Google.StatusesAsync("token", person, "authorization_code")).Should().Equal(401, 200);
    }

    [Fact]
    public async Task O8_With_two_wrong_secrets_the_client_is_rejected_as_with_one_and_a_right_one_helps_at_once()
    {
        using var connected = await ConnectedPerson.AtAsync(_world);
        var (client, tenant, person, grant) = connected;
        var (wrong, right) = (OwnClient.NewSecret(), OwnClient.NewSecret());
        await _world.AddSecretAsync(tenant, client, wrong);
        await client.ReplaceSecretAsync(right);

        var problem = await tenant.PostProblemAsync($"v1/grants/{grant}/refresh", new { }, 503, "google_rejected_client");
        await tenant.PostProblemAsync($"v1/grants/{grant}/refresh", new { }, 503, "google_rejected_client");

        problem.Text("reason").Should().Be("invalid_client");
        (await _world.Google.StatusesAsync("token", person, "refresh_token")).Should().Equal(401, 401);
        (await HealthAsync()).Should().Contain(client.Id);
        (await tenant.GetAsync($"v1/grants/{grant}")).Text("status").Should().Be("active");

        await _world.RemoveSecretAsync(tenant, wrong);
        await _world.AddSecretAsync(tenant, client, right);
        await connected.RefreshAsync();
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.SendAsync(new ProbeClients());
        (await HealthAsync()).Should().NotContain(client.Id);
    }

    [Fact]
    public async Task O8_Of_admins_that_add_secrets_at_once_on_two_nodes_one_succeeds_and_no_secret_is_lost()
    {
        var client = await OwnClient.RegisterAsync(_world);
        using var tenant = await client.ATenantAsync();
        var secrets = Enumerable.Range(0, 8).Select(_ => OwnClient.NewSecret()).ToList();

        var results = await Task.WhenAll(secrets.Select((secret, i) =>
            (i % 2 == 0 ? _world.Services : nodes.Second.Services).ResultOfAsync(new AddClientSecret(tenant.Id, client.FileOf(secret)))));

        var winner = results.Index().Where(result => result.Item.Failure is null).Should().ContainSingle().Which.Index;
        results.Where(result => result.Failure is not null).Select(result => result.Failure!.Code).Should().BeSubsetOf(["validation_failed", "tenant_changed"]);
        (await _world.LabelsAsync(tenant)).Should().Equal(ClientSecret.LabelOf(new Secret(secrets[winner])), ClientSecret.LabelOf(new Secret(client.FirstSecret)));
    }

    /// <summary>Changes something at the moment when Google has the request and has not looked at it.</summary>
    private async Task<T> DuringACallAsync<T>(string person, string grantType, Func<Task<T>> call, Func<Task> change)
    {
        var fault = await _world.Google.BreakAsync(new { endpoint = "token", person, grantType, times = 1, delayMs = 60_000 });
        var answer = call();
        await _world.WaitForAsync(fault);
        await change();
        await _world.Google.MendAsync(fault);
        return await answer;
    }

    private async Task ReplaceOnlySecretAsync(TestTenant tenant, OwnClient client)
    {
        await _world.AddSecretAsync(tenant, client, await client.AddSecretAsync());
        await client.RemoveSecretAsync(client.FirstSecret);
    }

    private async Task<string> HealthAsync() => (await _world.SendAsync(new Application.Console.GetHealth())).OpenBreakers.Select(breaker => breaker.ClientId).Aggregate("", (all, id) => $"{all} {id}");
}
