namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>
/// What a cell may say before the person is connected: nothing, where tokens that arrived can be kept. Everything else must be true of the cell.
/// </summary>
internal static class AllowedAnswers
{
    private static readonly string[] None = [];

    public static IReadOnlyList<string> Of(Cell cell, string way) => cell switch
    {
        // What Google answered with the tokens did not arrive.
        { Step: Step.TokenEndpoint, IsGooglesFault: true, Moment: not Moment.BeforeEffect } => ["code_exchange_failed (codeSpent)"],
        { Step: Step.TokenEndpoint, IsGooglesFault: true } => OfToken(way, cell),
        // Whose the tokens are is not known, for as long as anybody waits.
        { Step: Step.UserInfo, Lasts: true } => ["no_user_id"],
        // The request itself needs the database; the page is loaded again.
        { Step: Step.StateSave, IsDatabaseFault: true } => ["database_unavailable"],
        // The caller stops waiting while the connection that was lost still keeps the transaction open.
        { Step: Step.GrantCommit, Fault: Fault.DatabaseHung } => ["database_unavailable (tokensNotStoredYet)"],
        // A request that is repeated when the exchange has ended reads that the code was used; the grant is there.
        { IsBrowserFault: true, Fault: not Fault.BrowserGone, Door: Door.Api } => ["code_exchange_failed (invalid_grant)"],
        _ => None,
    };

    private static string[] OfToken(string way, Cell cell) => (way, cell) switch
    {
        ("invalid_grant", _) => ["code_exchange_failed (invalid_grant)"],
        ("invalid_client", _) => ["google_rejected_client (invalid_client)"],
        ("admin_policy_enforced", _) => ["blocked_by_administrator (admin_policy_enforced)"],
        (_, { Lasts: false }) => None,
        ("429", _) => ["google_rate_limited"],
        ("unknown word", _) => ["google_unavailable (a_word_of_tomorrow)"],
        (_, { Fault: Fault.Timeout }) => ["google_unavailable (timeout)"],
        (_, { Fault: Fault.Reset or Fault.Lost }) => ["google_unavailable (network)"],
        (_, { Fault: Fault.Garbled }) or ("403 page", _) => ["google_unavailable (unreadable answer)"],
        _ => [$"google_unavailable (status {way[..3]})"],
    };
}
