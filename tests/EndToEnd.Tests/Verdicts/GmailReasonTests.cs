using GmailPlatform.Domain.Grants.Refusals;
using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Verdicts;

/// <summary>Gmail's errors follow the table of refusals, and none of them ends a grant.</summary>
public sealed class GmailReasonTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    public static TheoryData<string> Reasons { get; } = [.. Rows.Select(row => row.Error)];

    private static IEnumerable<GoogleRefusal> Rows => GoogleRefusals.All.Where(row => row.Endpoint is RefusingEndpoint.Gmail);

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task O6_Each_reason_of_Gmails_is_answered_as_the_table_says(string reason)
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 1, AMailbox.Modify);
        var row = Rows.Single(each => each.Error == reason);
        await RefuseAsync(mailbox, reason);

        if (row.Verdict is RefusalVerdict.RefreshAccessToken)
        {
            await tenant.GetAsync(mailbox.Path + "profile");
            (await _world.Google.CallsAsync("token", mailbox.Person, "refresh_token")).Should().Be(1);
            return;
        }

        var (status, code) = row switch
        {
            { Verdict: RefusalVerdict.AddScopes } => (403, "insufficient_scope"),
            { Verdict: RefusalVerdict.TryLater, Error: "backendError" } => (503, "google_unavailable"),
            { Verdict: RefusalVerdict.TryLater } => (429, "google_rate_limited"),
            { Error: "failedPrecondition" } => (400, "validation_failed"),
            _ => (403, "forbidden"),
        };
        var problem = await tenant.GetProblemAsync(mailbox.Path + "profile", status, code);
        if (code == "forbidden")
        {
            problem.Text("reason").Should().Be(reason);
            problem.Text("detail").Should().EndWith(row.ForOperator);
        }

        (await tenant.GetAsync(mailbox.Path.TrimEnd('/'))).Text("status").Should().Be("active");
    }

    [Fact]
    public async Task O6_A_refusal_without_a_remedy_names_none()
    {
        using var tenant = await _world.ATenantAsync();
        var mailbox = await AMailbox.OfAsync(_world, tenant, messages: 1, AMailbox.Modify);
        await RefuseAsync(mailbox, "authError", status: 403);

        var problem = await tenant.GetProblemAsync(mailbox.Path + "profile", 403, "forbidden");

        (problem.Text("reason"), problem.Text("detail")).Should().Be(("authError", "Gmail refuses this call for this account."));
    }

    private Task<string> RefuseAsync(AMailbox mailbox, string reason) =>
        RefuseAsync(mailbox, reason, reason switch { "authError" => 401, "failedPrecondition" => 400, "backendError" => 503, _ => 403 });

    private Task<string> RefuseAsync(AMailbox mailbox, string reason, int status)
    {
        var error = new { code = status, message = "Told by a test.", errors = new[] { new { reason, domain = "global", message = "Told by a test." } } };
        return _world.Google.BreakAsync(new { endpoint = "gmail.users.getProfile", person = mailbox.Person, status, body = new { error }, times = 1 });
    }
}
