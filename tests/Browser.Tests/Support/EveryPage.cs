using GmailPlatform.Testing;

namespace GmailPlatform.Browser.Tests.Support;

/// <summary>Every page that a person may see on the platform, and the way there. Some ways move the world's clock.</summary>
public static class EveryPage
{
    private static readonly IReadOnlyDictionary<string, Func<Visitor, Task>> Ways = new Dictionary<string, Func<Visitor, Task>>(StringComparer.Ordinal)
    {
        ["connect"] = visitor => visitor.FollowLinkAsync(),
        ["connect, link used"] = FollowUsedLinkAsync,
        ["connect, link expired"] = FollowExpiredLinkAsync,
        ["connected"] = visitor => visitor.ConnectAsync(),
        ["partial consent"] = AllowInPartAsync,
        ["denied"] = DenyAsync,
        ["expired"] = ExpireAsync,
        ["used twice"] = ReloadAsync,
        ["wrong account"] = AnswerWithAnotherAccountAsync,
        ["other organization"] = AnswerFromAnotherOrganizationAsync,
        ["wrong browser"] = LoseCookieAsync,
        ["unknown state"] = visitor => visitor.Page.GotoAsync($"{visitor.World.PlatformUrl}oauth/google/callback?state=nobody-knows&code=4/0A"),
        ["incomplete callback"] = visitor => visitor.Page.GotoAsync($"{visitor.World.PlatformUrl}oauth/google/callback"),
        ["incomplete link"] = visitor => visitor.Page.GotoAsync($"{visitor.World.PlatformUrl}connect/0192"),
        ["Google unreachable"] = visitor => MeetFaultAsync(visitor, new { endpoint = "token", person = visitor.Email, status = 503 }),
        ["no refresh token"] = visitor => MeetFaultAsync(visitor, Omit("token", visitor, "refresh_token")),
        ["code refused"] = visitor => MeetFaultAsync(visitor, new { endpoint = "token", person = visitor.Email, status = 400, body = new { error = "invalid_grant" } }),
        ["no user id"] = MeetNobodyAsync,
        ["wrong client"] = visitor => MeetFaultAsync(visitor, new { endpoint = "token", person = visitor.Email, status = 401, body = new { error = "invalid_client" } }),
    };

    public static TheoryData<string> Names => [.. Ways.Keys];

    public static Task OpenAsync(string name, Visitor visitor) => Ways[name](visitor);

    private static async Task DenyAsync(Visitor visitor)
    {
        await visitor.GoToConsentAsync();
        await visitor.Button("Deny").ClickAsync();
    }

    private static async Task AllowInPartAsync(Visitor visitor)
    {
        await visitor.GoToConsentAsync();
        await visitor.Box("Send mail").UncheckAsync();
        await visitor.AllowAsync();
    }

    /// <summary>The person takes longer at Google than the link lives.</summary>
    private static async Task ExpireAsync(Visitor visitor)
    {
        await visitor.GoToConsentAsync();
        visitor.World.Clock.Advance(TimeSpan.FromMinutes(11));
        await visitor.AllowAsync();
    }

    private static async Task ReloadAsync(Visitor visitor)
    {
        await visitor.ConnectAsync();
        await visitor.Page.ReloadAsync();
    }

    /// <summary>The application renews a grant, and the person picks another of their accounts at Google.</summary>
    private static async Task AnswerWithAnotherAccountAsync(Visitor visitor)
    {
        var grantId = await visitor.Tenant.ConnectAsync(visitor.Email, [Visitor.ReadMail]);
        var otherAccount = await visitor.World.Google.APersonAsync();
        await visitor.GoToConsentAsync(grantId: grantId);
        await visitor.Button("Switch").ClickAsync();
        await visitor.Page.GetByText(otherAccount).ClickAsync();
        await visitor.AllowAsync();
    }

    /// <summary>The application asks for an account of an organization, and the person has none.</summary>
    private static async Task AnswerFromAnotherOrganizationAsync(Visitor visitor)
    {
        var started = await visitor.Tenant.AuthorizeAsync(new { loginHint = visitor.Email, hostedDomain = "studio.example" });
        await visitor.Page.GotoAsync(started.Text("authorizationUrl")!);
        await visitor.AllowAsync();
    }

    private static async Task FollowUsedLinkAsync(Visitor visitor)
    {
        var started = await visitor.ConnectAsync();
        await visitor.Page.GotoAsync(started.Text("connectUrl")!);
    }

    private static async Task FollowExpiredLinkAsync(Visitor visitor)
    {
        await visitor.FollowLinkAsync();
        visitor.World.Clock.Advance(TimeSpan.FromMinutes(11));
        await visitor.Page.ReloadAsync();
    }

    private static async Task LoseCookieAsync(Visitor visitor)
    {
        await visitor.GoToConsentAsync();
        await visitor.ForgetCookiesAsync();
        await visitor.AllowAsync();
    }

    private static async Task MeetFaultAsync(Visitor visitor, object fault)
    {
        await visitor.BreakGoogleAsync(fault);
        await visitor.ConnectAsync();
    }

    private static async Task MeetNobodyAsync(Visitor visitor)
    {
        await visitor.BreakGoogleAsync(Omit("userinfo", visitor, "sub"));
        await MeetFaultAsync(visitor, Omit("token", visitor, "id_token"));
    }

    /// <summary>Google's answer without these fields.</summary>
    private static object Omit(string endpoint, Visitor visitor, params string[] fields) => new { endpoint, person = visitor.Email, omit = fields };
}
