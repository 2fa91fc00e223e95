using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>What this is, who lives here and where to start.</summary>
internal static class LandingPage
{
    public static IEndpointRouteBuilder MapLandingPage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/", Show);
        return app;
    }

    private static IResult Show(HttpRequest request, PeopleDirectory people, SandboxOptions options, BaseUrl baseUrl)
    {
        var root = baseUrl.Of(request);
        return Page.Answer("Welcome", Html.Of($"""
            <h1>Google Sandbox</h1>
            <p class="lead">OAuth 2.0, OpenID Connect and the Gmail API, offline, with Google's manners and Google's moods. Point your application here instead of at Google.</p>
            <h2>Try it</h2>
            <p><a class="try" href="{TryUrl(options)}">Walk through a consent</a>: pick an account, tick what an app may do, and see where the browser ends up.</p>
            <h2>Client</h2>
            <dl>
              <dt>Client id</dt><dd><code>{options.ClientId}</code></dd>
              <dt>Client secret</dt><dd>in <a href="/sandbox/clients/{Uri.EscapeDataString(options.ClientId)}/client_secret.json">client_secret.json</a>, shaped as Google's</dd>
              <dt>Redirect URIs</dt><dd>{Html.Join(options.EffectiveRedirectUris.Select(uri => Html.Of($"<code>{uri}</code><br>")))}</dd>
            </dl>
            <h2>People</h2>
            <ul class="plain">{Html.Join(people.All.Select(Row))}</ul>
            <h2>Endpoints</h2>
            <dl>
              <dt>Discovery</dt><dd><a href="/.well-known/openid-configuration">{root}/.well-known/openid-configuration</a></dd>
              <dt>Authorization</dt><dd><code>{root}/o/oauth2/v2/auth</code></dd>
              <dt>Token</dt><dd><code>{root}/token</code></dd>
              <dt>Revocation</dt><dd><code>{root}/revoke</code></dd>
              <dt>Userinfo</dt><dd><code>{root}/v1/userinfo</code></dd>
              <dt>Keys</dt><dd><a href="/oauth2/v3/certs">{root}/oauth2/v3/certs</a></dd>
              <dt>Gmail</dt><dd><code>{root}/gmail/v1/users/me/messages</code></dd>
            </dl>
            <h2>Control</h2>
            <p>Everything under <code>/sandbox/</code> moves this world: people, mail, the clock, faults, clients, keys. Look around:
              <a href="/sandbox/people">people</a>, <a href="/sandbox/clock">clock</a>, <a href="/sandbox/faults">faults</a>, <a href="/sandbox/calls">calls</a>.</p>
            """), wide: true);
    }

    private static Html Row(Person person) => Html.Of($"""
        <li><div class="row"><img class="avatar" src="/a/{person.Sub}" alt="">
          <span class="who">{person.Name}<span>{person.Email}</span></span></div></li>
        """);

    private static string TryUrl(SandboxOptions options) => "/o/oauth2/v2/auth?response_type=code&access_type=offline"
        + $"&client_id={Uri.EscapeDataString(options.ClientId)}"
        + $"&redirect_uri={Uri.EscapeDataString(options.EffectiveRedirectUris is [var first, ..] ? first : "")}"
        + $"&scope={Uri.EscapeDataString("openid email profile https://www.googleapis.com/auth/gmail.readonly https://www.googleapis.com/auth/gmail.send")}";
}
