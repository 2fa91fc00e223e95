namespace GmailPlatform.Chaos.Tests;

/// <summary>
/// The guarantees that hold whatever dies, hangs or lies: three nodes, twenty clients, and faults of nodes, PostgreSQL and Google that a seed determines.
/// One run serves all tests. See <c>docs/chaos.md</c>.
/// </summary>
public sealed class ChaosTests(ChaosRun run) : IClassFixture<ChaosRun>
{
    [Fact]
    public void Every_kind_of_call_was_answered_and_faults_of_every_sort_were_injected()
    {
        foreach (var kind in new[] { "vend", "refresh", "list mail", "gateway", "batch", "send", "callback", "post code", "revoke", "erase", "history" })
        {
            run.Figures[Api.Group, kind].Should().BePositive("the run makes calls of the kind {0}", kind);
        }

        run.Figures[ConsentFlow.Group, "acknowledged"].Should().BePositive();
        run.Figures.Sum(GrantEnding.Group).Should().BePositive();
        run.Figures.Sum(InfrastructureFaults.Group).Should().BeGreaterThan(3);
        run.Figures.Sum(GoogleFaults.Group).Should().BeGreaterThan(3);
        run.Figures["history", "events"].Should().BePositive();
    }

    [Fact]
    public void Nothing_that_was_acknowledged_is_missing() => Holds(Invariant.AcknowledgedIsKept);

    [Fact]
    public void Nobody_is_told_to_consent_without_reason() => Holds(Invariant.ConsentIsAskedForWithReason);

    [Fact]
    public void No_mail_is_sent_twice() => Holds(Invariant.MailIsSentOnce);

    [Fact]
    public void What_was_revoked_or_erased_stays_so() => Holds(Invariant.EndedStaysEnded);

    [Fact]
    public void Nothing_is_stuck() => Holds(Invariant.NothingIsStuck);

    [Fact]
    public void Every_failure_has_a_code_that_says_what_to_do() => Holds(Invariant.ErrorsAreNamed);

    [Fact]
    public void Logs_hold_no_secret_and_no_error_without_need() => Holds(Invariant.LogsAreClean);

    [Fact]
    public void The_history_verifies() => Holds(Invariant.HistoryVerifies);

    [Fact]
    public void All_nodes_are_ready_and_have_piled_nothing_up() => Holds(Invariant.NodesAreSound);

    private void Holds(Invariant invariant) => run.Report(invariant).Should().BeEmpty();
}
