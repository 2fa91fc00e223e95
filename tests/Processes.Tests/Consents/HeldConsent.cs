using System.Net.Http.Headers;
using System.Net.Http.Json;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.Processes.Tests.Consents;

/// <summary>Where a consent is held.</summary>
internal enum HeldStep
{
    BeforeStateSave,
    AfterStateSave,
    BeforeTokens,
    AfterTokens,

    /// <summary>The tokens have arrived without a usable id_token.</summary>
    BeforeUserInfo,
    BeforeCommit,
    AfterCommit,
    BeforeOutcome,
    AfterOutcome,
}

/// <summary>A consent whose exchange the first node has begun and cannot go on with.</summary>
internal sealed class HeldConsent
{
    private static readonly string[] IdToken = ["id_token"];
    private static readonly string[] ProblemFields = ["code", "reason", "authorizationUrl"];

    private readonly FaultyNode _nodes;
    private readonly HeldStep _step;
    private readonly bool _posts;
    private readonly TestTenant _tenant;
    private readonly string _person;
    private string _callbackOrCode;
    private Func<Task> _release = () => Task.CompletedTask;

    private HeldConsent(FaultyNode nodes, HeldStep step, bool posts, TestTenant tenant, string person, string callbackOrCode) =>
        (_nodes, _step, _posts, _tenant, _person, _callbackOrCode) = (nodes, step, posts, tenant, person, callbackOrCode);

    /// <summary>What the first node answers: <c>grantId</c>, or <c>code</c>, <c>reason</c> and <c>authorizationUrl</c>.</summary>
    public Task<IReadOnlyDictionary<string, string>> Entering { get; private set; } = null!;

    /// <summary>Whether nobody but the node knows that the code is not spent, what it brought, or that it was stored.</summary>
    public bool MayBeLost => _step is not (HeldStep.BeforeStateSave or HeldStep.AfterOutcome) && !(_posts && _step is HeldStep.BeforeTokens);

    public static async Task<HeldConsent> StartAsync(FaultyNode nodes, HeldStep step, bool posts)
    {
        var (tenant, person) = (await nodes.World.ATenantAsync(), await nodes.World.Google.APersonAsync());
        var (url, authorizationId) = (ClientUrl(nodes), "");
        if (!posts)
        {
            var started = await tenant.AuthorizeAsync();
            (url, authorizationId) = (started.Text("authorizationUrl")!, started.Text("id")!);
        }

        var consent = await nodes.World.Google.ConsentAsync(url, person);
        var held = new HeldConsent(nodes, step, posts, tenant, person, posts ? consent.Code! : consent.RedirectUrl);
        await held.BeginAsync(authorizationId);
        return held;
    }

    public Task ReleaseAsync() => _release();

    /// <summary>Loads the callback, or posts the code, at a node.</summary>
    public async Task<IReadOnlyDictionary<string, string>> EnterAsync(Uri node)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = node };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _tenant.ApiKey);
        return _posts ? await PostAsync(http) : await LoadAsync(http);
    }

    public async Task<IReadOnlyDictionary<string, string>> RepairAsync(string url, Uri node)
    {
        var consent = await _nodes.World.Google.ConsentAsync(url, _person);
        _callbackOrCode = _posts ? consent.Code! : consent.RedirectUrl;
        return await EnterAsync(node);
    }

    /// <summary>One active grant, whose refresh token works.</summary>
    public async Task ShouldBeConnectedAsync(Uri? node = null)
    {
        using var tenant = _tenant.At(node ?? _nodes.First.Url);
        var grant = (await tenant.GetAsync("v1/grants")).GetProperty("grants").EnumerateArray().Should().ContainSingle().Subject;
        grant.Text("status").Should().Be("active");
        await tenant.PostAsync($"v1/grants/{grant.Text("id")}/refresh");
    }

    public override string ToString() => $"{_step}, {(_posts ? "API" : "callback")}";

    private async Task BeginAsync(string authorizationId)
    {
        if (_step is HeldStep.BeforeTokens or HeldStep.AfterTokens or HeldStep.BeforeUserInfo)
        {
            await BeginAtGoogleAsync();
            return;
        }

        var aim = _nodes.Link.Aim(
            _step is HeldStep.BeforeStateSave or HeldStep.BeforeCommit or HeldStep.BeforeOutcome ? CommitMoment.Before : CommitMoment.After, CommitFault.Hold, Words(authorizationId));
        Entering = EnterAsync(_nodes.First.Url);
        (await Task.WhenAny(aim.Reached, Entering)).Should().Be(aim.Reached, "of {0}", this);
        _release = () =>
        {
            aim.Release();
            return Task.CompletedTask;
        };
    }

    private async Task BeginAtGoogleAsync()
    {
        if (_step is HeldStep.BeforeUserInfo)
        {
            await _nodes.World.Google.BreakAsync(new { endpoint = "token", person = _person, omit = IdToken });
        }

        var endpoint = _step is HeldStep.BeforeUserInfo ? "userinfo" : "token";
        var armed = await _nodes.World.Google.ArmedFaultsAsync();
        var id = await _nodes.World.Google.BreakAsync(new { endpoint, person = _person, delayMs = 60_000, afterEffect = _step is HeldStep.AfterTokens, times = 1 });
        Entering = EnterAsync(_nodes.First.Url);
        await Eventually.HoldsAsync("Google is asked", async () => await _nodes.World.Google.ArmedFaultsAsync() == armed);
        // A node that is killed has ended the call itself.
        _release = () => _nodes.World.Google.TryMendAsync(id);
    }

    private IReadOnlyList<string> Words(string authorizationId) => _step switch
    {
        HeldStep.BeforeStateSave or HeldStep.AfterStateSave => [authorizationId, "\"consumedAt\":\""],
        HeldStep.BeforeCommit or HeldStep.AfterCommit => [_tenant.Id.Value.ToString(), "code_exchanged"],
        _ => [authorizationId, "\"outcome\":{"],
    };

    private async Task<IReadOnlyDictionary<string, string>> LoadAsync(HttpClient node)
    {
        using var response = await node.GetAsync(new Uri(_callbackOrCode).PathAndQuery);
        var query = response.Headers.Location is { } location
            ? QueryHelpers.ParseQuery(location.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal)
            : throw new InvalidOperationException($"{this}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        if (query.TryGetValue("error", out var error))
        {
            query["code"] = error;
        }

        return query;
    }

    private async Task<IReadOnlyDictionary<string, string>> PostAsync(HttpClient node)
    {
        using var response = await node.PostAsJsonAsync("v1/grants", new { code = _callbackOrCode, redirectUri = WorldSettings.ClientRedirectUri });
        var body = await response.ReadAsync((int)response.StatusCode);
        return response.IsSuccessStatusCode
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["grantId"] = body.Text("id")! }
            : ProblemFields.ToDictionary(name => name, name => body.Text(name) ?? "", StringComparer.Ordinal);
    }

    private static string ClientUrl(FaultyNode nodes) => QueryHelpers.AddQueryString($"{nodes.World.Settings.SandboxUrl}o/oauth2/v2/auth", new Dictionary<string, string?>
    {
        ["client_id"] = WorldSettings.ClientId,
        ["redirect_uri"] = WorldSettings.ClientRedirectUri,
        ["response_type"] = "code",
        ["scope"] = "openid email https://www.googleapis.com/auth/gmail.readonly",
        ["access_type"] = "offline",
    });
}
