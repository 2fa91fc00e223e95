namespace GmailPlatform.Chaos.Tests;

/// <summary>Ways in which a grant ends: by the application, by the person at Google, by erasure.</summary>
internal sealed class GrantEnding(Api api, Google google, GrantUse use, Figures figures)
{
    public const string Group = "endings";

    public async Task RevokeAsync(Person person, Random random)
    {
        person.BeginEnd("the application revoked the grant", byRevocation: true);
        var answer = await DeleteAsync("revoke", "", person, random);
        figures.Add(Group, answer.Status == 204 ? "revoked" : "revoked, Google to be told");
        person.Revoke(confirmedByGoogle: answer.Status == 204);
    }

    public async Task EraseAsync(Person person, Random random)
    {
        person.BeginEnd("the application erased the person", byRevocation: true);
        var answer = await DeleteAsync("erase", "?erase=true", person, random);
        figures.Add(Group, answer.Status == 204 ? "erased" : "erased, Google to be told");
        person.Erase(confirmedByGoogle: answer.Status == 204);
        person.IsGone = random.Next(3) == 0;
    }

    /// <summary>The person removes the application, or changes the password, which ends the same tokens.</summary>
    public async Task RemoveAtGoogleAsync(Person person, Random random)
    {
        var action = random.Next(3) == 0 ? "password" : "revoke";
        person.BeginEnd($"the person's own act at Google: {action}", byRevocation: false);
        person.RefreshTokenAloneEnded |= action is "password";
        await google.DoAsync(person.Email, action);
        figures.Add(Group, $"at Google: {action}");
        await use.RefreshAsync(person, random);
    }

    /// <summary>What has ended is not used; a node that the news has not reached yet may still vend what it has cached.</summary>
    public async Task CheckEndedAsync(Person person, Random random)
    {
        var answer = await api.RepeatAsync(ApiCall.Get("vend ended", $"v1/grants/{person.GrantId}/access-token"), person, random, most: 3);
        if (answer.IsSuccess)
        {
            figures.Add("tokens", "vended after the end");
        }
    }

    private async Task<Answer> DeleteAsync(string kind, string query, Person person, Random random)
    {
        var call = new ApiCall(kind, HttpMethod.Delete, $"v1/grants/{person.GrantId}{query}");
        for (var attempt = 1; ; attempt++)
        {
            var answer = await api.TryAsync(call, person, random, attempt);
            person.IsUnpredictable |= answer.TimedOut;
            if (!answer.IsPassing)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 900)));
        }
    }
}
