namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>The faults of a cell at Google, as the sandbox is told to produce them.</summary>
internal static class GoogleFaults
{
    /// <summary>Longer than <see cref="FaultyConsents.OAuthTimeout"/>.</summary>
    private const int TooLong = 6_000;

    private const int Slow = 700;

    private static readonly object HtmlPage = "<html>Please sign in to the network.</html>";

    /// <summary>One fault for each way in which the cell's fault is known to look, each by a name.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, object>> Of(Cell cell) => (cell.Fault, cell.Moment) switch
    {
        (Fault.Timeout, Moment.BeforeEffect) => One(("delayMs", TooLong), ("drop", "before")),
        (Fault.Timeout, _) => One(("delayMs", TooLong), ("afterEffect", true)),
        (Fault.Slow, _) => One(("delayMs", Slow)),
        (Fault.Reset, var moment) => One(("reset", MomentOf(moment))),
        (Fault.Lost, var moment) => One(("drop", MomentOf(moment))),
        (Fault.Garbled, Moment.BeforeEffect) => One(("status", 200), ("body", HtmlPage)),
        (Fault.Garbled, _) => Ways(("truncated", [("garble", "truncate")]), ("page", [("garble", "html")])),
        (Fault.ServerError, Moment.BeforeEffect) => Ways(
            ("500", [("status", 500)]), ("503 with Retry-After", [("status", 503), ("retryAfter", 1)]), ("502 page", [("status", 502), ("body", HtmlPage)])),
        (Fault.ServerError, _) => One(("status", 504), ("body", HtmlPage), ("afterEffect", true)),
        (Fault.ClientError, Moment.BeforeEffect) when cell.Step is Step.TokenEndpoint => Ways(
            ("429", [("status", 429)]),
            ("403 page", [("status", 403), ("body", HtmlPage)]),
            ("unknown word", [("status", 400), ("body", Error("a_word_of_tomorrow"))]),
            ("invalid_grant", [("status", 400), ("body", Error("invalid_grant"))]),
            ("invalid_client", [("status", 401), ("body", Error("invalid_client"))]),
            ("admin_policy_enforced", [("status", 400), ("body", Error("admin_policy_enforced"))])),
        (Fault.ClientError, Moment.BeforeEffect) => Ways(("429", [("status", 429)]), ("403 page", [("status", 403), ("body", HtmlPage)]), ("401", [("status", 401)])),
        (Fault.ClientError, _) => One(("status", 408), ("body", HtmlPage), ("afterEffect", true)),
        _ => throw new ArgumentOutOfRangeException(nameof(cell), cell, "Google has no part in it."),
    };

    /// <summary>A call that waits until the fault is removed.</summary>
    public static Dictionary<string, object> Hold(Moment moment) => new() { ["delayMs"] = 60_000, ["afterEffect"] = moment is Moment.AfterEffect };

    public static string EndpointOf(Step step) => step switch
    {
        Step.TokenEndpoint => "token",
        Step.Jwks => "jwks",
        Step.UserInfo => "userinfo",
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "Not a call to Google."),
    };

    private static string MomentOf(Moment moment) => moment switch
    {
        Moment.BeforeEffect => "before",
        Moment.During => "midway",
        _ => "after",
    };

    private static object Error(string error) => new { error, error_description = "Told by a test." };

    private static Dictionary<string, Dictionary<string, object>> One(params (string, object)[] fields) => Ways(("", fields));

    private static Dictionary<string, Dictionary<string, object>> Ways(params (string Name, (string Key, object Value)[] Fields)[] ways) =>
        ways.ToDictionary(way => way.Name, way => way.Fields.ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal), StringComparer.Ordinal);
}
