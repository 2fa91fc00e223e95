using System.Net;
using GmailPlatform.Application;
using GmailPlatform.Application.Console;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Console;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Tenants;

/// <summary>A tenant is changed in the console.</summary>
public sealed class ConsoleTenantTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task O8_An_admin_changes_a_tenant_and_each_change_is_recorded_with_the_tenant()
    {
        using var tenant = await _world.ATenantAsync();
        using var admin = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);
        var page = $"/console/tenants/{tenant.Id}";

        await SubmitAsync("name", ("name", "Bright & Sons"), ("revision", "0"));
        await SubmitAsync("hosted-domain", ("hostedDomain", "bright.test"), ("revision", "1"));
        await SubmitAsync("return-urls", ("returnUrls", "https://a.example/\r\n\r\n https://b.example/ \r\n"), ("revision", "2"));
        await SubmitAsync("suspend");
        (await admin.ReadAsync(page)).Should().Contain("Resume the tenant").And.NotContain("Suspend …");
        await SubmitAsync("resume");

        (await admin.ReadAsync($"{page}?done=saved")).Should().Contain("Bright & Sons").And.Contain("bright.test").And.Contain("Saved. The change applies on every node.");
        (await _world.SendAsync(new GetTenant(tenant.Id))).Should().BeEquivalentTo(
            new { Name = "Bright & Sons", HostedDomain = "bright.test", ReturnUrls = new[] { "https://a.example/", "https://b.example/" }, IsSuspended = false, Revision = 5 });
        (await RecordedAsync(tenant)).Should().BeEquivalentTo(
            [ConsoleAction.RenamedTenant, ConsoleAction.ChangedHostedDomain, ConsoleAction.ChangedReturnUrls, ConsoleAction.SuspendedTenant, ConsoleAction.ResumedTenant]);
        await SubmitAsync("hosted-domain", ("hostedDomain", " "));
        (await _world.SendAsync(new GetTenant(tenant.Id))).HostedDomain.Should().BeNull();

        async Task SubmitAsync(string action, params (string Name, string Value)[] fields)
        {
            using var answer = await admin.SubmitAsync(page, $"{page}/{action}", fields);
            answer.StatusCode.Should().Be(HttpStatusCode.SeeOther, "of {0}", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task O8_Of_two_admins_with_the_same_form_the_second_is_told_and_loses_nothing_of_the_first()
    {
        using var tenant = await _world.ATenantAsync();
        using var one = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);
        using var other = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);
        var page = $"/console/tenants/{tenant.Id}";

        using var first = await one.SubmitAsync(page, $"{page}/return-urls", ("returnUrls", "https://first.example/"), ("revision", "0"));
        using var second = await other.SubmitAsync(page, $"{page}/return-urls", ("returnUrls", "https://second.example/"), ("revision", "0"));

        first.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await ConsoleVisitor.ReadAsync(second, 409)).Should().Contain("Changed meanwhile").And.Contain("your change was not saved");
        (await _world.SendAsync(new GetTenant(tenant.Id))).ReturnUrls.Should().Equal("https://first.example/");
    }

    [Fact]
    public async Task O8_An_admin_rotates_the_secret_by_a_file_and_no_page_shows_it()
    {
        var client = await OwnClient.RegisterAsync(_world);
        using var tenant = await client.ATenantAsync();
        using var admin = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);
        var (page, newSecret) = ($"/console/tenants/{tenant.Id}", await client.AddSecretAsync());
        var (oldLabel, newLabel) = (ClientSecret.LabelOf(new Secret(client.FirstSecret)), ClientSecret.LabelOf(new Secret(newSecret)));

        using var added = await admin.UploadAsync(page, $"{page}/secrets", "clientSecrets", client.FileOf(newSecret).Reveal());
        added.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        var shown = await admin.ReadAsync(page);
        (await admin.ReadAsync($"{page}?confirm=secret-{oldLabel}")).Should().Contain("Remove the secret");
        using var removed = await admin.SubmitAsync(page, $"{page}/secrets/{oldLabel}/remove");
        removed.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        using var last = await admin.SubmitAsync(page, $"{page}/secrets/{newLabel}/remove");

        shown.Should().Contain(oldLabel).And.Contain(newLabel).And.NotContain(newSecret).And.NotContain(client.FirstSecret).And.NotContain("Add the secret", "there are two");
        (await ConsoleVisitor.ReadAsync(last, 400)).Should().Contain("only secret");
        (await _world.LabelsAsync(tenant)).Should().Equal(newLabel);
        (await RecordedAsync(tenant)).Should().BeEquivalentTo([ConsoleAction.AddedClientSecret, ConsoleAction.RemovedClientSecret, ConsoleAction.RemovedClientSecret]);
        await client.RemoveSecretAsync(client.FirstSecret);
        await tenant.ConnectAsync(await _world.Google.APersonAsync());
    }

    [Theory]
    [InlineData("", "Choose Google's client_secret.json")]
    [InlineData("GOCSPX-pasted", "This is not Google's client_secret.json")]
    [InlineData("""{"web":{"client_id":"other","client_secret":"GOCSPX-pasted"}}""", "of another Google client")]
    public async Task O8_A_file_that_cannot_be_used_is_answered_with_a_page(string file, string expected)
    {
        var client = await OwnClient.RegisterAsync(_world);
        using var tenant = await client.ATenantAsync();
        using var admin = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);
        var page = $"/console/tenants/{tenant.Id}";

        using var answer = await admin.UploadAsync(page, $"{page}/secrets", "clientSecrets", file);

        (await ConsoleVisitor.ReadAsync(answer, 400)).Should().Contain(expected).And.NotContain("GOCSPX");
        (await _world.LabelsAsync(tenant)).Should().HaveCount(1);
    }

    [Theory]
    [InlineData("name")]
    [InlineData("hosted-domain")]
    [InlineData("return-urls")]
    [InlineData("resume")]
    [InlineData("secrets")]
    [InlineData("secrets/01234567/remove")]
    public async Task O8_An_auditor_and_a_form_of_another_site_change_nothing(string action)
    {
        using var tenant = await _world.ATenantAsync();
        var before = await _world.SendAsync(new GetTenant(tenant.Id));
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);
        using var admin = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);
        var path = $"/console/tenants/{tenant.Id}/{action}";

        using var forbidden = await SendAsync(auditor);
        using var forged = await SendAsync(admin);

        forbidden.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        forged.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await _world.SendAsync(new GetTenant(tenant.Id))).Should().BeEquivalentTo(before);

        Task<HttpResponseMessage> SendAsync(ConsoleVisitor visitor) => action is "secrets"
            ? visitor.UploadWithoutTokenAsync(path, "clientSecrets", "{}")
            : visitor.PostAsync(path, ("name", "x"), ("returnUrls", ""), ("hostedDomain", "x.test"));
    }

    [Fact]
    public async Task O8_A_tenant_that_does_not_exist_is_answered_with_a_page()
    {
        using var admin = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);

        using var answer = await admin.SubmitAsync("/console/tenants", $"/console/tenants/{Guid.NewGuid()}/name", ("name", "x"));

        (await ConsoleVisitor.ReadAsync(answer, 404)).Should().Contain("There is nothing here");
    }

    /// <summary>What is recorded of the tenant, without what was only looked at.</summary>
    private async Task<IReadOnlyList<ConsoleAction>> RecordedAsync(TestTenant tenant) =>
    [
        .. (await _world.SendAsync(new ListConsoleAccess(PersonId: null, new PageRequest(500, PageToken: null)))).Items
            .Select(named => named.Access)
            .Where(access => access.Subject?.Contains(tenant.Id.ToString(), StringComparison.Ordinal) is true && access.Action is not ConsoleAction.ReadTenants)
            .Select(access => access.Action),
    ];
}
