using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.OAuth.Authorization;

/// <summary>What a person sees on the way: plain forms that need no script.</summary>
internal sealed class AuthorizationPages(PeopleDirectory people, AuthorizationServer server, SandboxOptions options)
{
    public const string FormPath = "/signin/oauth/step";

    public static IResult Error(AuthorizationError error) => Page.Answer("Access blocked", Html.Of($"""
        <h1>Access blocked: Authorization Error</h1>
        <p class="error">Error {error.Status}: {error.Error}</p>
        <p>{error.Message}</p>
        <p class="small">The application that sent you here has to correct its request. Nothing was shared with it.</p>
        """));

    public IResult ChooseAccount(AuthorizationRequest request)
    {
        var accounts = people.All.Where(person => !person.Disabled && IsInDomain(person, request.HostedDomain));
        return Page.Answer("Choose an account", Html.Of($"""
            <h1>Choose an account</h1>
            <p class="lead">to continue to <span class="app">{request.Client.ProjectId}</span></p>
            <form method="post" action="{FormPath}">
              <input type="hidden" name="request" value="{request.Query}">
              <ul class="plain">{Html.Join(accounts.OrderByDescending(person => IsHinted(person, request)).Select(AccountButton))}</ul>
            </form>
            """));
    }

    public IResult Consent(AuthorizationRequest request, Person person, bool? ticked = null)
    {
        // Enter presses the first button of a form, and that must be Continue: the small buttons belong to another form.
        var signIn = request.Scopes.Where(Scopes.IsSignIn).ToList();
        var others = request.Scopes.Where(scope => !Scopes.IsSignIn(scope)).ToList();
        return Page.Answer("Allow access", Html.Of($"""
            <h1><span class="app">{request.Client.ProjectId}</span> wants access to your Google Account</h1>
            <p class="pill">{Picture(person)}<span>{person.Email}</span>
              <button class="link" form="other" name="decision" value="switch">Switch</button></p>
            <form method="post" action="{FormPath}">
              {Carried(request, person)}
              {SignInPart(signIn)}
              {ScopePart(request, person, others, ticked ?? options.ScopesPreselected)}
              <div class="actions">
                <button class="button primary" name="decision" value="allow">Continue</button>
                <button class="button" name="decision" value="deny">Deny</button>
              </div>
            </form>
            <form method="post" action="{FormPath}" id="other">{Carried(request, person)}</form>
            <p class="small">You can take access away again at any time.</p>
            """));
    }

    /// <summary>Hands the answer to the page that opened the popup. The only page that needs a script, as Google's does.</summary>
    public static IResult PopupRelay(AuthorizationResponse response, string issuer)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var message = new JsonObject();
        foreach (var (name, value) in response.Parameters(issuer))
        {
            message[name] = value;
        }

        // The default encoder leaves no '<' in the JSON, so nothing can close the script element.
        var origin = JsonValue.Create(response.Request.PopupOrigin)?.ToJsonString() ?? "null";
        var script = new Html($"window.opener?.postMessage({message.ToJsonString()}, {origin}); window.close();");
        return Page.Answer(
            "Signed in",
            Html.Of($"""<h1>You can close this window</h1><script nonce="{nonce}">{script}</script>"""),
            scriptNonce: nonce);
    }

    private static bool IsInDomain(Person person, string? hostedDomain) => hostedDomain switch
    {
        null => true,
        "*" => person.HostedDomain is not null,
        _ => string.Equals(person.HostedDomain, hostedDomain, StringComparison.OrdinalIgnoreCase),
    };

    private static bool IsHinted(Person person, AuthorizationRequest request) => request.LoginHint is { } hint && person.Is(hint);

    private static Html AccountButton(Person person) => Html.Of($"""
        <li><button class="row" name="account" value="{person.Sub}">{Picture(person)}
          <span class="who">{person.Name}<span>{person.Email}</span></span></button></li>
        """);

    private static Html Picture(Person person) => Html.Of($"""<img class="avatar" src="/a/{person.Sub}" alt="">""");

    private static Html SignInPart(List<string> scopes) => scopes.Count == 0 ? Html.Empty : Html.Of($"""
        <p><strong>Sign-in.</strong> The app will learn who you are:</p>
        <ul>{Html.Join(scopes.Select(scope => Html.Of($"<li>{Scopes.Describe(scope)}</li>")))}</ul>
        """);

    private Html ScopePart(AuthorizationRequest request, Person person, List<string> scopes, bool ticked)
    {
        if (scopes.Count == 0)
        {
            return Html.Empty;
        }

        if (!request.ConsentIsGranular)
        {
            return Html.Of($"""<div class="scope"><span>{Scopes.Describe(scopes[0])}<code>{scopes[0]}</code></span></div>""");
        }

        var granted = server.Granted(request, person);
        var selectAll = ticked
            ? Html.Empty
            : Html.Of($"""<p><button class="link" form="other" name="decision" value="select-all">Select all</button></p>""");
        return Html.Of($"""
            <fieldset>
              <legend>Choose what the app may do</legend>
              {selectAll}
              {Html.Join(scopes.Select(scope => Box(scope, ticked, granted.Contains(scope))))}
            </fieldset>
            """);
    }

    private static Html Carried(AuthorizationRequest request, Person person) => Html.Of($"""
        <input type="hidden" name="request" value="{request.Query}"><input type="hidden" name="account" value="{person.Sub}">
        """);

    private static Html Box(string scope, bool ticked, bool granted) => Html.Of($"""
        <label class="scope"><input type="checkbox" name="scope" value="{scope}"{(ticked || granted ? new Html(" checked") : Html.Empty)}>
          <span>{Scopes.Describe(scope)}{(granted ? " (already allowed)" : "")}<code>{scope}</code></span></label>
        """);
}
