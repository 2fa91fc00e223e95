using System.Net;
using GmailPlatform.Application;
using GmailPlatform.Application.Console;
using GmailPlatform.Domain.Console;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What the console writes down of people, and what it shows to whom.</summary>
public sealed class ConsoleAccessTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    [Fact]
    public async Task What_an_auditor_looks_at_is_written_down_with_the_trace_of_the_request_and_without_what_was_searched_for()
    {
        using var tenant = await _world.ATenantAsync();
        var email = await _world.Google.APersonAsync();
        var grant = await tenant.ConnectAsync(email);
        using var auditor = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Auditor);

        using var page = await auditor.GetAsync($"/console/grants/{grant}");
        (await ConsoleVisitor.ReadAsync(page, 200)).Should().Contain(email).And.Contain("The account was connected");
        (await auditor.ReadAsync($"/console/history?person={email}&type=")).Should().Contain("The account was connected");

        var log = await LogAsync();
        log.Should().Contain(access => access.Action == ConsoleAction.ReadGrant && access.Subject == grant && access.TraceId == page.Headers.GetValues("Trace-Id").Single());
        log.Should().Contain(access => access.Action == ConsoleAction.SearchedHistory && access.Subject == "person");
        log.Should().NotContain(access => access.Subject != null && access.Subject.Contains('@'));
        (await auditor.ReadAsync("/console/people")).Should().Contain("Read grant").And.Contain(grant).And.Contain(WorldSettings.Auditor);
    }

    [Fact]
    public async Task Pages_lead_through_all_grants_of_a_tenant_in_each_order_and_repeat_none()
    {
        using var tenant = await _world.ATenantAsync();
        var grants = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            grants.Add(await tenant.ConnectAsync(await _world.Google.APersonAsync()));
        }

        foreach (var order in Enum.GetValues<GrantOrder>())
        {
            var seen = new List<string>();
            for (var token = (string?)null; ;)
            {
                var page = await _world.SendAsync(new FindGrants(Somebody(ConsoleRole.Auditor), new GrantFilter(Status: null, tenant.Id, Email: null), order, new PageRequest(2, token)));
                seen.AddRange(page.Items.Select(found => found.Grant.Id.ToString()));
                if ((token = page.NextPageToken) is null)
                {
                    break;
                }
            }

            seen.Should().BeEquivalentTo(grants, order.ToString()).And.OnlyHaveUniqueItems();
        }
    }

    [Fact]
    public async Task A_use_case_itself_keeps_addresses_and_history_from_operators()
    {
        using var tenant = await _world.ATenantAsync();
        var grant = await tenant.ConnectAsync(await _world.Google.APersonAsync());
        var filter = new GrantFilter(Status: null, tenant.Id, Email: null);

        var found = await _world.SendAsync(new FindGrants(Somebody(ConsoleRole.Operator), filter, GrantOrder.Newest, new PageRequest(10, PageToken: null)));
        var inspected = await _world.SendAsync(new InspectGrant(Somebody(ConsoleRole.Operator), Guid.Parse(grant), new PageRequest(10, PageToken: null)));
        var auditors = await _world.SendAsync(new FindGrants(Somebody(ConsoleRole.Auditor), filter, GrantOrder.Newest, new PageRequest(10, PageToken: null)));

        found.Items.Should().OnlyContain(item => item.Email == null);
        (inspected.Account, inspected.History).Should().Be((null, null));
        auditors.Items.Should().OnlyContain(item => item.Email != null);
    }

    [Fact]
    public async Task A_checkpoint_is_signed_on_request_and_found_good()
    {
        using var tenant = await _world.ATenantAsync();
        await tenant.ConnectAsync(await _world.Google.APersonAsync());
        using var admin = await ConsoleVisitor.ArriveAsync(_world, WorldSettings.Admin);

        using var signed = await admin.SubmitAsync("/console/checkpoint", "/console/checkpoint");

        signed.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        (await admin.ReadAsync("/console/checkpoint")).Should().Contain("The events lead to it").And.NotContain("Not good");
    }

    private static ConsoleCaller Somebody(ConsoleRole role) => new("0123456789abcdef", new HashSet<ConsoleRole> { role });

    private async Task<IReadOnlyList<ConsoleAccess>> LogAsync() =>
        [.. (await _world.SendAsync(new ListConsoleAccess(PersonId: null, new PageRequest(500, PageToken: null)))).Items.Select(named => named.Access)];
}
