using System.Net;
using System.Text.RegularExpressions;

namespace GmailPlatform.Testing;

/// <summary>A person's browser at the console, as far as HTTP sees it: keeps cookies, asks for HTML, follows no redirect by itself.</summary>
public sealed partial class ConsoleVisitor : IDisposable
{
    private readonly GoogleControl _google;
    private readonly HttpClient _http;

    public ConsoleVisitor(World world)
        : this(world.PlatformUrl, world.Google)
    {
    }

    private ConsoleVisitor(Uri platform, GoogleControl google)
    {
        _google = google;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = Cookies }) { BaseAddress = platform };
        _http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Somebody who has signed in.</summary>
    public static Task<ConsoleVisitor> ArriveAsync(World world, string email) => ArriveAsync(world.PlatformUrl, world.Google, email);

    /// <summary>Somebody who has signed in at a platform in a process of its own.</summary>
    public static async Task<ConsoleVisitor> ArriveAsync(Uri platform, GoogleControl google, string email)
    {
        await google.EnsurePersonAsync(email);
        var visitor = new ConsoleVisitor(platform, google);
        using var answer = await visitor.SignInAsync(email);
        return answer.StatusCode is HttpStatusCode.Redirect
            ? visitor
            : throw new InvalidOperationException($"{email} was not let in: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>The way to the issuer and back; answers what our callback says.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string email, string page = "/console") =>
        await GetAsync(await CallbackAsync(await StartAsync(page), email));

    /// <summary>Where the sign-in leads to at the issuer.</summary>
    public async Task<string> StartAsync(string page = "/console")
    {
        using var toSignIn = await GetAsync(page);
        using var toIssuer = await GetAsync(toSignIn.Headers.Location!.ToString());
        return toIssuer.Headers.Location!.ToString();
    }

    /// <summary>Where the issuer leads back to when this person signs in there.</summary>
    public async Task<string> CallbackAsync(string issuerUrl, string email) => (await _google.ConsentAsync(issuerUrl, email)).RedirectUrl;

    public Task<HttpResponseMessage> GetAsync(string path) => _http.GetAsync(path);

    /// <summary>A request by whatever method, with a form where there are fields.</summary>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = fields.Length == 0 ? null : new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await _http.SendAsync(request);
    }

    /// <summary>The text of a page.</summary>
    public async Task<string> ReadAsync(string path, int expectedStatus = 200)
    {
        using var response = await GetAsync(path);
        return await ReadAsync(response, expectedStatus);
    }

    public static async Task<string> ReadAsync(HttpResponseMessage response, int expectedStatus)
    {
        var page = WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
        return (int)response.StatusCode == expectedStatus
            ? page
            : throw new InvalidOperationException($"{response.RequestMessage!.RequestUri!.PathAndQuery} answered {(int)response.StatusCode}, not {expectedStatus}: {page}");
    }

    /// <summary>Sends a form of a page, with that page's antiforgery token.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, params (string Name, string Value)[] fields) =>
        await PostAsync(action, [.. fields, ("__RequestVerificationToken", Token().Match(await ReadAsync(page)).Groups["token"].Value)]);

    public Task<HttpResponseMessage> PostAsync(string action, params (string Name, string Value)[] fields) =>
        _http.PostAsync(action, new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))));

    /// <summary>Sends a form of a page with a file, with that page's antiforgery token.</summary>
    public async Task<HttpResponseMessage> UploadAsync(string page, string action, string field, string content)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(Token().Match(await ReadAsync(page)).Groups["token"].Value), "__RequestVerificationToken" },
            { new StringContent(content), field, "client_secret.json" },
        };
        return await _http.PostAsync(action, form);
    }

    /// <summary>Sends a file, as a page of another site could.</summary>
    public async Task<HttpResponseMessage> UploadWithoutTokenAsync(string action, string field, string content)
    {
        using var form = new MultipartFormDataContent { { new StringContent(content), field, "client_secret.json" } };
        return await _http.PostAsync(action, form);
    }

    /// <summary>Presses "Trigger now" on the job dashboard.</summary>
    public Task<HttpResponseMessage> RunJobAsync(string dashboardPage, string job) => CommandAsync(dashboardPage, "/hangfire/recurring/trigger", job);

    /// <summary>Gives a command on the job dashboard, whose script sends the page's antiforgery token in a header.</summary>
    public async Task<HttpResponseMessage> CommandAsync(string dashboardPage, string command, params string[] jobs)
    {
        var token = DashboardToken().Match(dashboardPage);
        using var request = new HttpRequestMessage(HttpMethod.Post, command) { Content = new FormUrlEncodedContent(jobs.Select(job => KeyValuePair.Create("jobs[]", job))) };
        request.Headers.Add(token.Groups["header"].Value, token.Groups["token"].Value);
        return await _http.SendAsync(request);
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("""name="csrf-header" content="(?<header>[^"]+)".*?name="csrf-token" content="(?<token>[^"]+)""", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DashboardToken();

    [GeneratedRegex("""name="__RequestVerificationToken" value="(?<token>[^"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
