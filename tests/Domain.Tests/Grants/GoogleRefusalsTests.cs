using System.Runtime.CompilerServices;
using GmailPlatform.Domain.Grants;
using GmailPlatform.Domain.Grants.Refusals;

namespace GmailPlatform.Domain.Tests.Grants;

/// <summary>The table of Google's refusals.</summary>
public sealed class GoogleRefusalsTests
{
    [Theory]
    [InlineData("server_error", "google_unavailable", "server_error")]
    [InlineData("temporarily_unavailable", "google_unavailable", "temporarily_unavailable")]
    [InlineData("admin_policy_enforced", "blocked_by_administrator", "admin_policy_enforced")]
    [InlineData("org_internal", "blocked_by_administrator", "org_internal")]
    [InlineData("interaction_required", "interaction_required", "interaction_required")]
    [InlineData("access_denied", "access_denied", null)]
    [InlineData("something_new", "code_exchange_failed", "something_new")]
    [InlineData("server_error\0", "code_exchange_failed", "server_error\uFFFD")]
    public void O12_each_error_of_the_callback_has_a_code_and_a_reason(string error, string code, string? reason)
    {
        var failure = GoogleRefusals.OfCallback(error);

        (failure.Code, failure.Reason).Should().Be((code, reason));
    }

    [Fact]
    public void O12_the_reason_of_an_unknown_error_is_short() =>
        GoogleRefusals.OfCallback(string.Concat(Enumerable.Repeat("long ", 20_000))).Reason.Should().HaveLength(100);

    [Theory]
    [InlineData("policy_enforced", null, true)]
    [InlineData("access_denied", null, true)]
    [InlineData("invalid_grant", "something_new", true)]
    [InlineData("invalid_client", null, false)]
    [InlineData("server_error", null, false)]
    public void O6_a_refusal_of_a_refresh_is_a_verdict_only_where_the_table_says_so(string error, string? subtype, bool verdict) =>
        GoogleRefusals.Find(RefusingEndpoint.Token, error, subtype)!.EndsRefreshToken.Should().Be(verdict);

    [Fact]
    public void O12_a_failed_consent_leads_back_to_a_row_that_says_the_same_to_its_person()
    {
        foreach (var row in GoogleRefusals.All.Where(row => row is { Endpoint: not RefusingEndpoint.Gmail, Subtype: null }))
        {
            var failure = row.Endpoint is RefusingEndpoint.Authorization
                ? GoogleRefusals.OfCallback(row.Error)
                : GoogleRefusals.OfExchange(row.Error, row.Subtype) with { Reason = row.Error };

            GoogleRefusals.FindCause(failure)!.ForPerson.Should().Be(row.ForPerson);
        }
    }

    [Theory]
    [InlineData("stateUsed")]
    [InlineData("codeSpent")]
    [InlineData(null)]
    public void O12_a_failure_that_is_not_Googles_refusal_has_no_row(string? reason) =>
        GoogleRefusals.FindCause(GrantFailures.CodeExchangeFailed with { Reason = reason }).Should().BeNull();

    [Fact]
    public void O6_the_documentation_shows_the_table()
    {
        GoogleRefusals.All.Should().OnlyHaveUniqueItems(row => $"{row.Endpoint} {row.Error} {row.Subtype}").And.HaveCountGreaterThan(20);
        var documented = File.ReadAllLines(DocumentPath()).Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        documented.Should().Equal(GoogleRefusals.All.Select(row =>
            $"| `{row.Endpoint}` | `{row.Error}`{(row.Subtype is null ? "" : $" / `{row.Subtype}`")} | `{row.Verdict}` | {row.ForPerson ?? "—"} | {row.ForOperator ?? "—"} |"));
    }

    private static string DocumentPath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "refusals.md");
}
