using GmailPlatform.Domain.Grants;

namespace GmailPlatform.WebApi.Console.Pages;

/// <summary>The colour of a state; its name always stands beside it.</summary>
internal static class Tones
{
    public static string Of(GrantStatus status) => status switch
    {
        GrantStatus.Active => "good",
        GrantStatus.RefreshFailing => "warning",
        GrantStatus.ReauthorizationRequired => "bad",
        _ => "quietly",
    };
}
