using System.Net;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>A person's browser, as far as HTTP sees it: keeps cookies, asks for HTML, follows no redirect by itself.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, CookieContainer = new CookieContainer() });

    public Browser(string accept = "text/html") => _http.DefaultRequestHeaders.Accept.ParseAdd(accept);

    public Task<HttpResponseMessage> GetAsync(string url, CancellationToken ct = default) => _http.GetAsync(url, ct);

    /// <summary>The text of a page.</summary>
    public async Task<string> ReadAsync(string url, int expectedStatus = 200)
    {
        using var response = await GetAsync(url);
        var page = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).Should().Be(expectedStatus, "of {0}", page);
        response.Content.Headers.ContentType?.MediaType.Should().Be("text/html");
        return WebUtility.HtmlDecode(page);
    }

    /// <summary>Where a redirect leads to, its query taken apart.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FollowAsync(string url)
    {
        using var response = await GetAsync(url);
        response.StatusCode.Should().Be(HttpStatusCode.Redirect);
        var location = response.Headers.Location!.ToString();
        location.Should().StartWith(WorldSettings.ReturnUrl);
        return Urls.QueryOf(location);
    }

    /// <summary>Presses the connect page's button; the page that leads to Google.</summary>
    public async Task<string> ContinueAsync(string connectUrl)
    {
        using var response = await _http.PostAsync($"{connectUrl}/google", content: null);
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    public async Task<string> SubmitAsync(string url)
    {
        using var response = await _http.PostAsync(url, content: null);
        response.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        return new Uri(new Uri(url), response.Headers.Location!).ToString();
    }

    public void Dispose() => _http.Dispose();
}
