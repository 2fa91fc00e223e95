using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth.Tokens;

/// <summary>Tokens, or why there are none.</summary>
internal readonly record struct TokenAnswer(JsonObject? Tokens, OAuthError? Error)
{
    public static implicit operator TokenAnswer(JsonObject tokens) => new(tokens, null);

    public static implicit operator TokenAnswer(OAuthError error) => new(null, error);

    public IResult ToResult() => Error?.ToResult() ?? JsonAnswer.NotStored(Tokens!);
}

/// <summary>One grant type of the token endpoint.</summary>
internal interface ITokenGrant
{
    string GrantType { get; }

    TokenAnswer Handle(TokenRequest request, Site site);
}
