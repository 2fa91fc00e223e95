using GmailPlatform.Domain;

namespace GmailPlatform.WebApi.Mailbox.Gateway.Calls;

/// <summary>What can be wrong with a call that a client sends to the gateway.</summary>
internal static class CallFailures
{
    private const int MaxQuoteLength = 60;

    /// <summary>The call cannot be forwarded as it is.</summary>
    public static Failure Invalid(string detail) => CommonFailures.Validation("request", detail) with { Detail = detail };

    /// <summary>The beginning of a client's text, in characters that are safe anywhere.</summary>
    public static string Quote(string text) =>
        string.Concat(text.Take(MaxQuoteLength).Select(character => character is > ' ' and < '\x7f' and not ('"' or '<' or '>' or '&' or '\\') ? character : '?'));
}
