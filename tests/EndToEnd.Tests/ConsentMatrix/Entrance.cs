using System.Net;
using System.Text.RegularExpressions;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>A person who has consented, and the door by which the code comes in.</summary>
internal abstract partial class Entrance(World world, TestTenant tenant, string person) : IDisposable
{
    private static readonly SemaphoreSlim Openings = new(6);

    public TestTenant Tenant => tenant;

    public string Person => person;

    protected World World => world;

    /// <summary>In the transaction that uses up the state.</summary>
    public virtual IReadOnlyList<string> StateSaveWords => throw new InvalidOperationException("There is no state.");

    /// <summary>In the transaction that stores the tokens.</summary>
    public IReadOnlyList<string> CommitWords => [tenant.Id.Value.ToString(), "code_exchanged"];

    /// <summary>Only some at once: what is tried is the consent, and not the creation of tenants.</summary>
    public static async Task<Entrance> OpenAsync(World world, Door door)
    {
        await Openings.WaitAsync();
        try
        {
            return await OpenOneAsync(world, door);
        }
        finally
        {
            Openings.Release();
        }
    }

    private static async Task<Entrance> OpenOneAsync(World world, Door door)
    {
        var (tenant, person) = (await world.ATenantAsync(), await world.Google.APersonAsync());
        Entrance entrance = door is Door.Callback ? new CallbackEntrance(world, tenant, person) : new ApiEntrance(world, tenant, person);
        await entrance.ConsentAsync();
        return entrance;
    }

    /// <summary>Brings the code; again to load the page again, or to repeat the request.</summary>
    public abstract Task<Answer> EnterAsync(CancellationToken ct = default);

    /// <summary>Follows the URL of a failure, consents there if asked, and brings the new code.</summary>
    public abstract Task<Answer> RepairAsync(string url);

    public async Task<IReadOnlyList<string>> GrantsAsync() =>
        [.. (await Tenant.GetAsync("v1/grants")).GetProperty("grants").EnumerateArray().Select(grant => grant.Text("id")!)];

    /// <summary>What an application does that does not know how its request ended.</summary>
    public async Task<Answer> LookForGrantAsync()
    {
        await Eventually.HoldsAsync("the grant is there", async () => (await GrantsAsync()).Count == 1);
        return new Answer.Connected((await GrantsAsync())[0]);
    }

    public virtual void Dispose()
    {
        Tenant.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task ConsentAsync();

    private sealed partial class CallbackEntrance(World world, TestTenant tenant, string person) : Entrance(world, tenant, person)
    {
        private readonly Browser _browser = new();
        private string _authorizationId = "";
        private string _callback = "";

        public override IReadOnlyList<string> StateSaveWords => [_authorizationId, "\"consumedAt\":\""];

        public override async Task<Answer> EnterAsync(CancellationToken ct = default)
        {
            using var response = await _browser.GetAsync(_callback, ct);
            return response.Headers.Location is { } location ? AnswerOf(Urls.QueryOf(location.ToString())) : PageOf(await response.Content.ReadAsStringAsync(ct));
        }

        public override async Task<Answer> RepairAsync(string url) => AnswerOf(await World.FollowAsync(url, Person));

        public override void Dispose()
        {
            _browser.Dispose();
            base.Dispose();
        }

        protected override async Task ConsentAsync()
        {
            var started = await Tenant.AuthorizeAsync();
            _authorizationId = started.Text("id")!;
            _callback = (await World.Google.ConsentAsync(started.AuthorizationUrl(), Person)).RedirectUrl;
        }

        private static Answer AnswerOf(IReadOnlyDictionary<string, string> query) => query.TryGetValue("grantId", out var grant)
            ? new Answer.Connected(grant)
            : new Answer.Repair(query["error"], query.GetValueOrDefault("reason"), query["authorizationUrl"]);

        private static Answer.Later PageOf(string page)
        {
            var support = SupportLine().Match(WebUtility.HtmlDecode(page));
            support.Success.Should().BeTrue("a person reads a page, and not {0}", page);
            return new Answer.Later(support.Groups["code"].Value, support.Groups["reason"] is { Success: true, Value: var reason } ? reason : null);
        }

        [GeneratedRegex(@"code <code>(?<code>\w+)</code>( \((?<reason>[^)]+)\))?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex SupportLine();
    }

    private sealed class ApiEntrance(World world, TestTenant tenant, string person) : Entrance(world, tenant, person)
    {
        private string _code = "";

        public override async Task<Answer> EnterAsync(CancellationToken ct = default)
        {
            using var response = await Tenant.Api.PostAsJsonAsync("v1/grants", ClientFlow.Exchange(_code), ct);
            var body = await response.ReadAsync((int)response.StatusCode);
            return response.IsSuccessStatusCode ? new Answer.Connected(body.Text("id")!)
                : body.Has("authorizationUrl") ? new Answer.Repair(body.Text("code")!, body.Text("reason"), body.AuthorizationUrl())
                : new Answer.Later(body.Text("code")!, body.Text("reason"));
        }

        public override async Task<Answer> RepairAsync(string url)
        {
            _code = (await World.Google.ConsentAsync(url, Person)).Code!;
            return await EnterAsync();
        }

        protected override async Task ConsentAsync() => _code = await ClientFlow.CodeAsync(World, Person);
    }
}
