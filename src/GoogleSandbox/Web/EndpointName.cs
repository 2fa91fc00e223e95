namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>What faults and the call log call an endpoint: <c>token</c>, <c>gmail.users.messages.list</c>, ...</summary>
internal sealed record EndpointName(string Value)
{
    public const string Gmail = "gmail";

    /// <summary>A batch as a whole; its calls have the names of their methods.</summary>
    public const string Batch = "batch";

    /// <summary>The OAuth endpoints' names, as the control API accepts them.</summary>
    public static readonly IReadOnlyList<string> OAuth =
        ["authorization", "token", "revoke", "tokeninfo", "userinfo", "jwks", "discovery", "riscConfiguration", "risc"];

    public bool IsGmail => Value == Gmail || Value.StartsWith(Gmail + ".", StringComparison.Ordinal);

    /// <summary>A name selects itself; <c>gmail</c> selects every Gmail method.</summary>
    public bool IsSelectedBy(string filter) => filter == Value || (filter == Gmail && IsGmail);
}
