using GmailPlatform.Domain.Grants;

namespace GmailPlatform.WebApi.Grants.Pages;

/// <summary>Scopes in words that a person reads.</summary>
internal static class ScopeText
{
    public static string Of(string scope) => scope switch
    {
        ScopeSet.OpenId or ScopeSet.Email => "Know your e-mail address",
        ScopeSet.Profile => "Know your name and picture",
        ScopeSet.FullMail => "Read, write, send and permanently delete all your mail",
        ScopeSet.GmailModify => "Read, write and send your mail",
        ScopeSet.GmailReadonly => "Read your mail and its settings",
        ScopeSet.GmailMetadata => "See labels and headers of your mail, but not its text",
        "https://www.googleapis.com/auth/gmail.send" => "Send mail for you",
        "https://www.googleapis.com/auth/gmail.compose" => "Write drafts and send mail for you",
        "https://www.googleapis.com/auth/gmail.insert" => "Add mail to your mailbox",
        "https://www.googleapis.com/auth/gmail.labels" => "See and change your labels",
        _ => scope,
    };
}
