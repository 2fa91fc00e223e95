using System.Net;
using GmailPlatform.GoogleSandbox.Tests.Support;

namespace GmailPlatform.GoogleSandbox.Tests.Risc;

public sealed class RiscManagementTests(Sandbox sandbox)
{
    private const string Receiver = "https://app.example/google/risc";

    [Fact]
    public async Task The_configuration_names_an_issuer_with_a_slash_and_the_published_keys()
    {
        var configuration = await sandbox.GetAsync("/.well-known/risc-configuration");

        configuration.Text("issuer").Should().Be($"{sandbox.Url}/");
        (await sandbox.GetAsync(new Uri(configuration.Text("jwks_uri")!).AbsolutePath)).Json.GetProperty("keys").GetArrayLength().Should().Be(2);
        configuration.Text("delivery_methods_supported.0").Should().Be(RiscProject.PushDelivery);
    }

    [Fact]
    public async Task A_stream_is_registered_read_disabled_and_enabled()
    {
        var project = await RiscProject.CreateAsync(sandbox);
        (await project.SendAsync("stream")).Status.Should().Be(HttpStatusCode.NotFound);
        (await project.SendAsync("stream/status")).Status.Should().Be(HttpStatusCode.NotFound);
        (await project.SendAsync("stream:verify", new { state = "s" })).Text("error.status").Should().Be("NOT_FOUND");

        (await project.UpdateAsync(Receiver, RiscProject.OAuthUri("tokens-revoked"))).Status.Should().Be(HttpStatusCode.OK);

        var stream = await project.SendAsync("stream");
        stream.Text("delivery.url").Should().Be(Receiver);
        stream.Text("delivery.delivery_method").Should().Be(RiscProject.PushDelivery);
        stream.Text("events_requested.0").Should().Be(RiscProject.OAuthUri("tokens-revoked"));
        stream.Text("aud.0").Should().Be(project.ClientId);
        (await project.SendAsync("stream/status")).Text("status").Should().Be("enabled");
        (await project.SendAsync("stream/status:update", new { status = "disabled" })).Status.Should().Be(HttpStatusCode.OK);
        (await project.SendAsync("stream/status")).Text("status").Should().Be("disabled");
        await project.UpdateAsync(Receiver, RiscProject.OAuthUri("token-revoked"));
        (await project.SendAsync("stream/status")).Text("status").Should().Be("disabled", "an update leaves the status alone");
    }

    public static TheoryData<string, object?> Forgeries => new()
    {
        { "aud", "https://oauth2.googleapis.com/token" },
        { "iss", "nobody@nowhere.example" },
        { "sub", "somebody@else.example" },
        { "exp", 1L },
        { "exp", 4102444800L },
        { "iat", 4102444800L },
        { "exp", null },
    };

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task A_token_that_does_not_hold_is_unauthenticated(string claim, object? value)
    {
        var project = await RiscProject.CreateAsync(sandbox);

        var reply = await project.SendAsync("stream", body: null, (claim, value));

        reply.Status.Should().Be(HttpStatusCode.Unauthorized);
        reply.Text("error.status").Should().Be("UNAUTHENTICATED");
    }

    [Fact]
    public async Task Without_a_token_nobody_comes_in() =>
        (await sandbox.GetAsync("/v1beta/stream")).Status.Should().Be(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task Another_accounts_key_does_not_sign_for_this_one()
    {
        var (one, other) = (await RiscProject.CreateAsync(sandbox), await RiscProject.CreateAsync(sandbox));
        var stranger = (await other.SendAsync("stream")).Status;

        stranger.Should().Be(HttpStatusCode.NotFound, "its own token is good");
        (await one.SendAsync("stream", body: null, ("iss", "risc@sandbox-project.iam.gserviceaccount.com"))).Status.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_service_account_needs_the_role_and_its_project_a_client()
    {
        var name = $"robot-{Guid.NewGuid():n}";
        var powerless = await RiscProject.CreateAsync(sandbox, new { name, roles = Array.Empty<string>() });
        var clientless = await RiscProject.CreateAsync(sandbox, new { name, projectId = $"project-{name}" });

        (await powerless.SendAsync("stream")).Text("error.message").Should().Contain("roles/riscconfigs.admin");
        (await clientless.SendAsync("stream")).Status.Should().Be(HttpStatusCode.Forbidden);
        (await clientless.SendAsync("stream")).Text("error.message").Should().Contain("OAuth client");
    }

    [Theory]
    [InlineData("http://app.example/google/risc", HttpStatusCode.Forbidden)]
    [InlineData("https://elsewhere.example/google/risc", HttpStatusCode.Forbidden)]
    [InlineData("ftp://app.example/", HttpStatusCode.BadRequest)]
    [InlineData("nowhere", HttpStatusCode.BadRequest)]
    [InlineData("http://127.0.0.1:5080/google/risc", HttpStatusCode.OK)]
    public async Task A_receiver_is_HTTPS_on_a_domain_of_the_project_or_on_this_machine(string url, HttpStatusCode expected)
    {
        var project = await RiscProject.CreateAsync(sandbox);

        (await project.UpdateAsync(url, RiscProject.AllEvents)).Status.Should().Be(expected);
    }

    [Fact]
    public async Task A_missing_or_wrong_field_is_a_bad_request()
    {
        var project = await RiscProject.CreateAsync(sandbox);
        var delivery = new { delivery_method = RiscProject.PushDelivery, url = Receiver };

        foreach (var body in new object[]
        {
            new { },
            new { delivery },
            new { delivery, events_requested = Array.Empty<string>() },
            new { delivery, events_requested = new[] { 1 } },
            new { delivery = new { delivery_method = "poll", url = Receiver }, events_requested = RiscProject.AllEvents },
            new[] { 1 },
        })
        {
            var reply = await project.SendAsync("stream:update", body);
            reply.Status.Should().Be(HttpStatusCode.BadRequest);
            reply.Text("error.status").Should().Be("INVALID_ARGUMENT");
        }

        await project.UpdateAsync(Receiver, RiscProject.AllEvents);
        (await project.SendAsync("stream/status:update", new { status = "asleep" })).Status.Should().Be(HttpStatusCode.BadRequest);
    }
}
