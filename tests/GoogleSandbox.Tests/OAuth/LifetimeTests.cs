using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace GmailPlatform.GoogleSandbox.Tests.OAuth;

public sealed class LifetimeTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private Sandbox _sandbox = null!;

    public async ValueTask InitializeAsync() =>
        _sandbox = await Sandbox.StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(_time));

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Fact]
    public async Task A_clock_given_by_the_host_counts_and_the_control_api_moves_on_top_of_it()
    {
        await _sandbox.AdvanceAsync(TimeSpan.FromHours(2));
        _time.Advance(TimeSpan.FromMinutes(5));

        (await _sandbox.GetAsync("/sandbox/clock")).Text("now").Should().StartWith("2026-03-01T14:05:00");
    }

    [Fact]
    public async Task A_code_lives_for_ten_minutes()
    {
        var code = await _sandbox.CodeAsync(await _sandbox.AddPersonAsync());

        _time.Advance(TimeSpan.FromMinutes(10));

        (await _sandbox.ExchangeAsync(code)).Text("error_description").Should().Be("Bad Request");
    }

    [Fact]
    public async Task An_access_token_lives_as_long_as_it_said()
    {
        var tokens = await _sandbox.ConnectAsync(await _sandbox.AddPersonAsync());
        _time.Advance(TimeSpan.FromSeconds(3598));
        (await _sandbox.GmailAsync("profile", tokens.Access)).Status.Should().Be(HttpStatusCode.OK);

        _time.Advance(TimeSpan.FromSeconds(1));

        (await _sandbox.GmailAsync("profile", tokens.Access)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_client_can_get_shorter_access_tokens()
    {
        var clientId = await _sandbox.AddClientAsync();
        await _sandbox.PatchAsync($"/sandbox/clients/{clientId}", new { accessTokenLifetimeSeconds = 5 });

        var tokens = await _sandbox.ConnectAsync(await _sandbox.AddPersonAsync(), clientId);
        _time.Advance(TimeSpan.FromSeconds(5));

        (await _sandbox.GmailAsync("profile", tokens.Access)).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_refresh_token_dies_after_six_months_without_use()
    {
        var tokens = await _sandbox.ConnectAsync(await _sandbox.AddPersonAsync());
        _time.Advance(TimeSpan.FromDays(180));
        (await _sandbox.RefreshAsync(tokens.Refresh)).Status.Should().Be(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromDays(180));
        (await _sandbox.RefreshAsync(tokens.Refresh)).Status.Should().Be(HttpStatusCode.OK, "use keeps it alive");

        _time.Advance(TimeSpan.FromDays(185));

        (await _sandbox.RefreshAsync(tokens.Refresh)).Text("error").Should().Be("invalid_grant");
    }

    [Fact]
    public async Task In_testing_a_refresh_token_dies_after_seven_days_and_says_so()
    {
        var clientId = await _sandbox.AddClientAsync(testing: true);
        var code = await _sandbox.CodeAsync(await _sandbox.AddPersonAsync(), ("client_id", clientId));
        var reply = await _sandbox.ExchangeAsync(code, clientId);
        reply.Text("refresh_token_expires_in").Should().Be("604799");
        _time.Advance(TimeSpan.FromDays(6.9));
        (await _sandbox.RefreshAsync(reply.Text("refresh_token")!, clientId)).Status.Should().Be(HttpStatusCode.OK);

        // Publishing later does not lengthen what was issued before.
        await _sandbox.PatchAsync($"/sandbox/clients/{clientId}", new { testing = false });
        _time.Advance(TimeSpan.FromDays(0.2));

        (await _sandbox.RefreshAsync(reply.Text("refresh_token")!, clientId)).Text("error_description")
            .Should().Be("Token has been expired or revoked.");
    }

    [Fact]
    public async Task In_testing_a_token_for_sign_in_alone_does_not_expire()
    {
        var clientId = await _sandbox.AddClientAsync(testing: true);
        var tokens = await _sandbox.ConnectAsync(await _sandbox.AddPersonAsync(), clientId, scope: "openid email profile");

        _time.Advance(TimeSpan.FromDays(30));

        (await _sandbox.RefreshAsync(tokens.Refresh, clientId)).Status.Should().Be(HttpStatusCode.OK);
    }
}
