using GmailPlatform.Testing;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Access tokens of connected grants: vended, refreshed, and tried at Google.</summary>
internal sealed class GrantUse(Api api, Google google, Violations violations, Figures figures)
{
    private const int MostTokens = 4;

    /// <summary>A token that Google refuses is replaced by a newer one, as an application does. Some token must be good.</summary>
    public async Task VendAsync(Person person, Random random)
    {
        if (await TokenAsync(ApiCall.Get("vend", $"v1/grants/{person.GrantId}/access-token"), person, random) is not { } token)
        {
            return;
        }

        for (var tokens = 1; await google.TryAccessTokenAsync(token.Value) is false; tokens++)
        {
            figures.Add("tokens", "refused by Google");
            if (person.ReasonToConsent is null && tokens == MostTokens)
            {
                violations.Add(Invariant.AcknowledgedIsKept, $"{MostTokens} tokens, each newer than the one before, are refused by Google", person.GrantId);
                return;
            }

            if (tokens == MostTokens || await NewerAsync(person, token.Generation, random) is not { } newer)
            {
                return;
            }

            token = newer;
        }

        figures.Add("tokens", "good");
    }

    public async Task RefreshAsync(Person person, Random random) => await TokenAsync(Refresh(person), person, random);

    /// <summary>Every node is asked for a newer token than the same one at once.</summary>
    public async Task RefreshAtOnceAsync(Person person, Random random)
    {
        if (await TokenAsync(ApiCall.Get("vend", $"v1/grants/{person.GrantId}/access-token"), person, random) is { } token)
        {
            await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => NewerAsync(person, token.Generation, new Random(random.Next()))));
        }
    }

    /// <summary>Google ends the access tokens before their time; the refresh token stays good, and all callers find a newer token.</summary>
    public async Task ExpireTokensAsync(Person person, Random random)
    {
        if (random.Next(2) == 0)
        {
            // Other nodes may still hold the token of before.
            await RefreshAsync(person, random);
        }

        await google.DoAsync(person.Email, "expire-access-tokens");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async index =>
        {
            var own = new Random(random.Next() + index);
            await (index % 2 == 0
                ? VendAsync(person, own)
                : api.RepeatAsync(ApiCall.Get("list mail", $"v1/grants/{person.GrantId}/messages?pageSize=3"), person, own, most: 6));
        }));
    }

    public async Task ReadAsync(Person person, Random random)
    {
        var call = random.Next(4) switch
        {
            0 => ApiCall.Get("history", $"v1/grants/{person.GrantId}/history?pageSize=20"),
            1 => ApiCall.Get("list grants", $"v1/grants?email={Uri.EscapeDataString(person.Email)}"),
            2 => ApiCall.Get("checkpoint", "v1/audit/checkpoint"),
            _ => ApiCall.Get("read grant", $"v1/grants/{person.GrantId}"),
        };
        var answer = await api.RepeatAsync(call, person, random, most: 6);
        if (answer.IsSuccess && call.Kind is not "checkpoint" && !answer.Text.Contains(person.GrantId!, StringComparison.Ordinal))
        {
            violations.Add(Invariant.AcknowledgedIsKept, $"{person.Email}'s grant is not in {answer.Text}", person.GrantId);
        }
    }

    /// <summary>Whether a grant vends a token that Google refuses, with a refresh token that Google refuses too.</summary>
    public async Task<bool> VendsDeadTokenAsync(Person person, Random random) =>
        await TokenAsync(ApiCall.Get("vend", $"v1/grants/{person.GrantId}/access-token"), person, random) is { } token
        && await google.TryAccessTokenAsync(token.Value) is false
        && await api.RepeatAsync(Refresh(person), person, random, most: 6) is { Code: "reauthorization_required" };

    private async Task<Token?> NewerAsync(Person person, int generation, Random random)
    {
        var newer = await TokenAsync(Refresh(person, $"?newerThan={generation}"), person, random);
        if (newer is { } token && token.Generation <= generation)
        {
            violations.Add(Invariant.AcknowledgedIsKept, $"refresh?newerThan={generation} answered generation {token.Generation}", person.GrantId);
        }

        return newer;
    }

    private static ApiCall Refresh(Person person, string query = "") => new("refresh", HttpMethod.Post, $"v1/grants/{person.GrantId}/refresh{query}");

    private async Task<Token?> TokenAsync(ApiCall call, Person person, Random random)
    {
        var answer = await api.RepeatAsync(call, person, random, most: 6);
        return answer is { IsSuccess: true, Json: var json } ? new Token(json.Text("accessToken")!, json.GetProperty("generation").GetInt32()) : null;
    }

    private sealed record Token(string Value, int Generation);
}
