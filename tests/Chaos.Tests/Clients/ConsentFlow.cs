using System.Globalization;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.WebUtilities;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Leads a person through Google's consent until the platform acknowledges a grant.</summary>
internal sealed class ConsentFlow(Api api, Google google, WorldSettings settings, Violations violations, Troubles troubles, Figures figures, TimeProvider clock)
{
    public const string Group = "consents";

    /// <summary>More consents than that are never needed, whatever breaks; in calm one or two are.</summary>
    private const int MostConsents = 40;

    private const int Reloads = 3;

    private static readonly string[] Scopes = ["openid", "https://www.googleapis.com/auth/userinfo.email", "https://mail.google.com/"];

    /// <summary>Connects, by the callback or by posted codes. False: gave up, which is a violation in its own right.</summary>
    public async Task<bool> RunAsync(Person person, Random random)
    {
        var settled = !person.RevocationMayBeUnderWay || await RevocationIsSettledAsync(person, random);
        var byCallback = random.Next(3) > 0;
        string? url = null;
        for (var consents = 1; consents <= MostConsents; consents++)
        {
            url ??= byCallback ? await StartAsync(person, random) : OwnUrl();
            if (url is null)
            {
                continue;
            }

            var codeMadeAt = clock.GetUtcNow();
            var consent = await google.ConsentAsync(url, person.Email);
            var outcome = byCallback
                ? await ReturnAsync(consent.RedirectUrl, person, random)
                : await PostAsync(consent.Code!, person, random);
            if (outcome.GrantId is { } grantId)
            {
                Acknowledge(person, grantId, settled, url.Contains("prompt=consent", StringComparison.Ordinal));
                figures.Add("consents until connected", consents.ToString(CultureInfo.InvariantCulture));
                return true;
            }

            CheckRefusal(outcome, person, codeMadeAt);
            person.ExchangeMayBeLost = true;
            url = outcome.AuthorizationUrl;
        }

        violations.Add(Invariant.NothingIsStuck, $"{person.Email} was not connected by {MostConsents} consents", person.GrantId);
        return false;
    }

    /// <summary>Several codes of one person reach several nodes at once; each that is acknowledged is the same grant.</summary>
    public async Task RunAtOnceAsync(Person person, Random random)
    {
        var settled = !person.RevocationMayBeUnderWay || await RevocationIsSettledAsync(person, random);
        var codes = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            codes.Add((await google.ConsentAsync(OwnUrl("consent"), person.Email)).Code!);
        }

        var outcomes = await Task.WhenAll(codes.Select(code => PostAsync(code, person, new Random(random.Next()))));
        foreach (var grantId in outcomes.Select(outcome => outcome.GrantId).OfType<string>())
        {
            Acknowledge(person, grantId, settled, forced: true);
        }

        person.ExchangeMayBeLost |= outcomes.Any(outcome => outcome.GrantId is null);
    }

    /// <summary>Whether the history says that Google was told of the latest end, or will not be.</summary>
    public async Task<bool> RevocationIsSettledAsync(Person person, Random random)
    {
        if (person.GrantId is not { } grantId)
        {
            return false;
        }

        var answer = await api.RepeatAsync(ApiCall.Get("history", $"v1/grants/{grantId}/history?pageSize=500"), person, random, most: 4);
        if (!answer.IsSuccess)
        {
            return false;
        }

        var types = answer.Json.GetProperty("events").EnumerateArray().Select(e => e.Text("type")).ToList();
        return Last("revocation_confirmed", "revocation_abandoned") > Last("grant_revoked", "grant_erased");

        int Last(params string[] names) => types.FindLastIndex(type => names.Contains(type, StringComparer.Ordinal));
    }

    private void Acknowledge(Person person, string grantId, bool settled, bool forced)
    {
        figures.Add(Group, "acknowledged");
        if (person.Connect(grantId, settled, forced) is { } wrong)
        {
            violations.Add(Invariant.AcknowledgedIsKept, $"{person.Email}: {wrong}", grantId);
        }
    }

    private async Task<string?> StartAsync(Person person, Random random)
    {
        var answer = await api.RepeatAsync(
            ApiCall.Post("start consent", "v1/authorizations", new { returnUrl = WorldSettings.ReturnUrl, scopes = Scopes }), person, random, most: 8);
        return answer.IsSuccess ? answer.Json.Text("authorizationUrl") : null;
    }

    /// <summary>Follows the redirect to any node; a browser that gets no answer is reloaded.</summary>
    private async Task<Outcome> ReturnAsync(string redirectUrl, Person person, Random random)
    {
        var call = ApiCall.Get("callback", new Uri(redirectUrl).PathAndQuery.TrimStart('/'));
        var answer = await api.RepeatAsync(call, person, random, most: Reloads);
        if (answer.Headers?.Location is not { } location)
        {
            return Outcome.Of(answer);
        }

        var query = QueryHelpers.ParseQuery(location.Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        return new Outcome(
            query.GetValueOrDefault("status") is "connected" ? query["grantId"] : null,
            query.GetValueOrDefault("error"),
            query.GetValueOrDefault("authorizationUrl"),
            answer.Attempt);
    }

    private async Task<Outcome> PostAsync(string code, Person person, Random random)
    {
        var call = ApiCall.Post("post code", "v1/grants", new { code, redirectUri = WorldSettings.ClientRedirectUri, scopes = Scopes });
        var answer = await api.RepeatAsync(call, person, random, most: Reloads);
        return answer.IsSuccess ? new Outcome(answer.Json.Text("id"), null, null, answer.Attempt) : Outcome.Of(answer);
    }

    /// <summary>
    /// A code is good once: without an answer to an earlier attempt, or with trouble at Google since it was made, it may be spent. And Google gives
    /// a refresh token with the first consent only, of which the exchange may have been lost, or which a revocation under way has still to end.
    /// </summary>
    private void CheckRefusal(Outcome outcome, Person person, DateTimeOffset codeMadeAt)
    {
        figures.Add(Group, outcome.Error ?? "unanswered");
        var explained = outcome.Error switch
        {
            "code_exchange_failed" or "no_user_id" => outcome.Attempts > 1 || troubles.Since(codeMadeAt) || person.RevocationMayBeUnderWay,
            "no_refresh_token" => person.ExchangeMayBeLost || person.RevocationMayBeUnderWay || person.RefreshTokenAloneEnded,
            null or "google_unavailable" or "google_rate_limited" or "database_unavailable" => true,
            _ => false,
        };
        if (!explained)
        {
            violations.Add(
                Invariant.ConsentIsAskedForWithReason, $"{person.Email} was told {outcome.Error} at attempt {outcome.Attempts} with a new code, and there is no reason", person.GrantId);
        }
    }

    private string OwnUrl(string? prompt = null) => QueryHelpers.AddQueryString($"{settings.SandboxUrl}o/oauth2/v2/auth", new Dictionary<string, string?>
    {
        ["client_id"] = WorldSettings.ClientId,
        ["redirect_uri"] = WorldSettings.ClientRedirectUri,
        ["response_type"] = "code",
        ["scope"] = string.Join(' ', Scopes),
        ["access_type"] = "offline",
        ["prompt"] = prompt,
    }.Where(parameter => parameter.Value is not null));

    private sealed record Outcome(string? GrantId, string? Error, string? AuthorizationUrl, int Attempts)
    {
        public static Outcome Of(Answer answer) => new(
            null, answer.Status == 0 ? null : answer.Code, answer.Text.StartsWith('{') ? answer.Json.Text("authorizationUrl") : null, answer.Attempt);
    }
}
