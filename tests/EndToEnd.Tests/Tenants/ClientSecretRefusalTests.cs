using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Tenants;

/// <summary>Files and labels that cannot be what the admin means: each is refused with what to do, repeats no secret and changes nothing.</summary>
public sealed class ClientSecretRefusalTests(SharedWorld shared)
{
    private const string Pasted = "GOCSPX-a-secret-that-was-pasted";

    private readonly World _world = shared.World;

    public static TheoryData<string, string> UnusableFiles => new()
    {
        { Pasted, "This is not Google's client_secret.json" },
        { "", "This is not Google's client_secret.json" },
        { "null", "contains no client id and secret" },
        { "[]", "This is not Google's client_secret.json" },
        { """{"web":{"client_secret":"PASTED"}}""", "contains no client id and secret" },
        { """{"web":{"client_id":"CLIENT","client_secret":"PASTED\n"}}""", "white space" },
        { """{"web":{"client_id":"CLIENT","client_secret":" PASTED"}}""", "white space" },
        { """{"web":{"client_id":"CLIENT","client_secret":"PASTED PASTED"}}""", "white space" },
        { """{"web":{"client_id":"CLIENT","client_secret":"PASTEDü"}}""", "white space" },
        { """{"web":{"client_id":"CLIENT","client_secret":["PASTED"]}}""", "This is not Google's client_secret.json" },
        { """{"web":{"client_id":"other-client","client_secret":"PASTED"}}""", "of another Google client" },
        { """{"web":{"client_id":"client","client_secret":"PASTED"}}""", "of another Google client" },
        { """{"web":{"client_id":"CLIENT","client_secret":"PASTED","redirect_uris":["https://old.example/oauth/google/callback"]}}""", "https://old.example/oauth/google/callback" },
        { """{"installed":{"client_id":"CLIENT","client_secret":"PASTED","redirect_uris":["urn:ietf:wg:oauth:2.0:oob"]}} x""", "This is not Google's client_secret.json" },
    };

    [Theory]
    [MemberData(nameof(UnusableFiles))]
    public async Task O8_A_file_that_cannot_be_used_is_refused_with_what_to_do(string file, string expected)
    {
        var client = await OwnClient.RegisterAsync(_world);
        using var tenant = await client.ATenantAsync();
        var before = await _world.LabelsAsync(tenant);

        var text = new Secret(file.Replace("CLIENT", client.Id, StringComparison.Ordinal).Replace("PASTED", Pasted, StringComparison.Ordinal));
        var refusal = await _world.Services.ResultOfAsync(new AddClientSecret(tenant.Id, text));

        refusal.Failure!.Code.Should().Be("validation_failed");
        refusal.Failure.Errors["clientSecrets"].Should().ContainSingle().Which.Should().Contain(expected).And.NotContain(Pasted);
        (await _world.LabelsAsync(tenant)).Should().Equal(before);
    }

    [Fact]
    public async Task O8_A_file_without_our_callback_names_what_was_looked_at_and_what_to_add_at_Google()
    {
        var client = await OwnClient.RegisterAsync(_world);
        using var tenant = await client.ATenantAsync();

        var refusal = await _world.Services.ResultOfAsync(new AddClientSecret(tenant.Id, client.FileOf(OwnClient.NewSecret(), "https://a.example/x", "https://b.example/y")));

        refusal.Failure!.Errors["clientSecrets"].Single().Should()
            .Contain("https://a.example/x, https://b.example/y").And.Contain($"Add {_world.PlatformUrl}oauth/google/callback").And.Contain("download the file again");
    }

    [Fact]
    public async Task O8_A_tenant_is_not_created_with_a_client_that_lacks_our_callback()
    {
        var client = await OwnClient.RegisterAsync(_world);
        var file = GoogleClientFile.Parse(client.FileOf(client.FirstSecret, "https://a.example/x"));
        file.Succeeded(out var parsed, out _).Should().BeTrue();

        var refusal = await _world.Services.ResultOfAsync(new CreateTenant("Own", [], parsed));

        refusal.Failure!.Errors["clientSecrets"].Single().Should().Contain("https://a.example/x");
        (await _world.SendAsync(new ListTenants())).Should().NotContain(tenant => tenant.GoogleClientId == client.Id);
    }

    [Fact]
    public async Task O8_A_secret_that_is_known_a_third_one_and_the_removal_of_the_last_one_are_refused()
    {
        var client = await OwnClient.RegisterAsync(_world);
        using var tenant = await client.ATenantAsync();

        (await RefusalAsync(new AddClientSecret(tenant.Id, client.FileOf(client.FirstSecret)))).Should().Contain("has this secret already");
        (await RefusalAsync(new RemoveClientSecret(tenant.Id, ClientSecret.LabelOf(new Secret(client.FirstSecret))))).Should().Contain("only secret");
        await _world.AddSecretAsync(tenant, client, OwnClient.NewSecret());
        (await RefusalAsync(new AddClientSecret(tenant.Id, client.FileOf(OwnClient.NewSecret())))).Should().Contain("two secrets already");
        (await RefusalAsync(new RemoveClientSecret(tenant.Id, "00000000"))).Should().Contain("no secret with this label");
        (await _world.LabelsAsync(tenant)).Should().HaveCount(2);
    }

    [Fact]
    public async Task O8_A_tenant_with_the_servers_client_has_no_secret_to_change()
    {
        using var tenant = await _world.ATenantAsync();
        var client = await OwnClient.RegisterAsync(_world);

        (await RefusalAsync(new AddClientSecret(tenant.Id, client.FileOf(client.FirstSecret)))).Should().Contain("Google:ClientSecret");
        (await RefusalAsync(new RemoveClientSecret(tenant.Id, "00000000"))).Should().Contain("Google:ClientSecret");
        (await _world.LabelsAsync(tenant)).Should().BeEmpty();
        (await _world.Services.ResultOfAsync(new ListClientSecrets(new TenantId(Guid.NewGuid())))).Failure!.Code.Should().Be("not_found");
    }

    private async Task<string> RefusalAsync<T>(MediatR.IRequest<Result<T>> request)
        where T : notnull
    {
        var failure = (await _world.Services.ResultOfAsync(request)).Failure!;
        failure.Code.Should().Be("validation_failed");
        return failure.Errors.Values.Single().Single();
    }
}
