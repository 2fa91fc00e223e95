using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Control;

/// <summary>A client has one secret, or two while it is rotated.</summary>
public sealed class ClientSecretTests(Sandbox sandbox)
{
    private const string Second = "GOCSPX-second";

    [Fact]
    public async Task Two_secrets_are_accepted_at_once_and_a_third_is_refused()
    {
        var (clientId, refresh) = await AConnectedClientAsync();

        (await AddAsync(clientId, Second)).Status.Should().Be(HttpStatusCode.OK);

        (await RefreshAsync(clientId, refresh, Sandbox.ClientSecret)).Should().Be(HttpStatusCode.OK);
        (await RefreshAsync(clientId, refresh, Second)).Should().Be(HttpStatusCode.OK);
        (await AddAsync(clientId, "GOCSPX-third")).Status.Should().Be(HttpStatusCode.Conflict);
        (await sandbox.GetAsync($"/sandbox/clients/{clientId}/client_secret.json")).Body.Should().Contain(Second).And.NotContain(Sandbox.ClientSecret);
    }

    [Theory]
    [InlineData(Sandbox.ClientSecret, Second)]
    [InlineData(Second, Sandbox.ClientSecret)]
    public async Task Either_of_two_secrets_ends_and_the_last_one_stays(string ended, string left)
    {
        var (clientId, refresh) = await AConnectedClientAsync();
        await AddAsync(clientId, Second);

        (await RemoveAsync(clientId, ended)).Status.Should().Be(HttpStatusCode.OK);

        (await RefreshAsync(clientId, refresh, ended)).Should().Be(HttpStatusCode.Unauthorized);
        (await RefreshAsync(clientId, refresh, left)).Should().Be(HttpStatusCode.OK);
        (await RemoveAsync(clientId, left)).Status.Should().Be(HttpStatusCode.Conflict);
        (await RemoveAsync(clientId, ended)).Status.Should().Be(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_patched_secret_replaces_both()
    {
        var (clientId, refresh) = await AConnectedClientAsync();
        await AddAsync(clientId, Second);

        await sandbox.PatchAsync($"/sandbox/clients/{clientId}", new { clientSecret = "GOCSPX-only" });

        (await RefreshAsync(clientId, refresh, Second)).Should().Be(HttpStatusCode.Unauthorized);
        (await RefreshAsync(clientId, refresh, Sandbox.ClientSecret)).Should().Be(HttpStatusCode.Unauthorized);
        (await RefreshAsync(clientId, refresh, "GOCSPX-only")).Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_client_that_is_unknown_and_a_secret_that_is_missing_are_told()
    {
        (await AddAsync("nobody", Second)).Status.Should().Be(HttpStatusCode.NotFound);
        (await RemoveAsync(Sandbox.ClientId, "")).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    private async Task<(string ClientId, string RefreshToken)> AConnectedClientAsync()
    {
        var clientId = await sandbox.AddClientAsync();
        return (clientId, (await sandbox.ConnectAsync(await sandbox.AddPersonAsync(), clientId)).Refresh);
    }

    private Task<Reply> AddAsync(string clientId, string clientSecret) => sandbox.PostAsync($"/sandbox/clients/{clientId}/secrets", new { clientSecret });

    private Task<Reply> RemoveAsync(string clientId, string clientSecret) => sandbox.PostAsync($"/sandbox/clients/{clientId}/secrets/remove", new { clientSecret });

    private async Task<HttpStatusCode> RefreshAsync(string clientId, string refreshToken, string secret) => (await sandbox.FormAsync(
        "/token", ("grant_type", "refresh_token"), ("refresh_token", refreshToken), ("client_id", clientId), ("client_secret", secret))).Status;
}
