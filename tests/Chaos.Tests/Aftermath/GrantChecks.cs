using System.Buffers;
using GmailPlatform.Testing;

namespace GmailPlatform.Chaos.Tests;

/// <summary>Every grant is as it was acknowledged, and every person can be connected again.</summary>
internal sealed class GrantChecks(Api api, Google google, ConsentFlow consents, GrantUse use, Database database, Violations violations, Figures figures)
{
    /// <summary>In calm an answer comes at once; these are for a node that is just recovering.</summary>
    private const int MostAttempts = 10;

    /// <summary>Before any job is hurried: what was acknowledged holds now.</summary>
    public async Task CheckAsync(Person person, Random random)
    {
        figures.Add("people at the end", person.Status.ToString());
        await (person.Status switch
        {
            PersonStatus.Connected when person.ReasonToConsent is null => CheckConnectedAsync(person, random),
            PersonStatus.Revoked when !person.ExchangeMayBeLost => CheckEndedAsync(person, "revoked", "grant_revoked", random),
            PersonStatus.Erased when !person.ExchangeMayBeLost => CheckEndedAsync(person, "erased", "grant_erased", random),
            _ => Task.CompletedTask,
        });
    }

    /// <summary>Nothing of the chaos keeps a person from being connected, and a revocation of then does not end the consent of now.</summary>
    public async Task ConnectAgainAsync(Person person, Random random)
    {
        if (person is { Status: PersonStatus.Connected, ReasonToConsent: Person.RevocationUnderWay } && await use.VendsDeadTokenAsync(person, random))
        {
            violations.Add(Invariant.AcknowledgedIsKept, "a late revocation ended the consent of meanwhile, and the grant still vends its token", person.GrantId);
        }

        if (!person.IsGone && (person.Status is not PersonStatus.Connected || person.ReasonToConsent is not null)
            && await consents.RunAsync(person, random) && person.ReasonToConsent is null)
        {
            await CheckConnectedAsync(person, random);
        }
    }

    /// <summary>No table holds the address or the subject of a person who was erased.</summary>
    public async Task CheckErasedDataAsync(IEnumerable<Person> people)
    {
        var subjects = await google.SubjectsAsync();
        var erased = SearchValues.Create(
            [.. people.Where(person => person is { Status: PersonStatus.Erased, ExchangeMayBeLost: false }).SelectMany(person => new[] { person.Email, subjects[person.Email] })],
            StringComparison.Ordinal);
        foreach (var table in await database.TablesAsync())
        {
            foreach (var row in (await database.ReadAsync($"select t::text from {table} t")).Where(row => row.AsSpan().ContainsAny(erased)).Take(3))
            {
                violations.Add(Invariant.EndedStaysEnded, $"{table} holds personal data of an erased person: {row}");
            }
        }
    }

    private async Task CheckConnectedAsync(Person person, Random random)
    {
        var refreshed = await AnswerAsync(new ApiCall("final refresh", HttpMethod.Post, $"v1/grants/{person.GrantId}/refresh"), person, random);
        var vended = await AnswerAsync(ApiCall.Get("final vend", $"v1/grants/{person.GrantId}/access-token"), person, random);
        foreach (var answer in new[] { refreshed, vended }.Where(answer => answer.IsSuccess))
        {
            if (await google.TryAccessTokenAsync(answer.Json.Text("accessToken")!) is not true)
            {
                violations.Add(Invariant.AcknowledgedIsKept, $"{answer.Node} hands out a token that Google refuses, right after a refresh", person.GrantId);
            }
        }

        var grant = await AnswerAsync(ApiCall.Get("final grant", $"v1/grants/{person.GrantId}"), person, random);
        if (grant.IsSuccess && (grant.Json.Text("status"), grant.Json.Text("email")) != ("active", person.Email))
        {
            violations.Add(Invariant.AcknowledgedIsKept, $"a connected grant is {grant.Text}", person.GrantId);
        }
    }

    private async Task CheckEndedAsync(Person person, string status, string code, Random random)
    {
        var grant = await AnswerAsync(ApiCall.Get("final grant", $"v1/grants/{person.GrantId}"), person, random);
        if (grant.IsSuccess && grant.Json.Text("status") != status)
        {
            violations.Add(Invariant.EndedStaysEnded, $"a grant that was acknowledged as {status} is {grant.Text}", person.GrantId);
        }

        foreach (var call in new[]
        {
            ApiCall.Get("final vend", $"v1/grants/{person.GrantId}/access-token"),
            new ApiCall("final refresh", HttpMethod.Post, $"v1/grants/{person.GrantId}/refresh"),
        })
        {
            var answer = await api.RepeatAsync(call, person, random, MostAttempts);
            if (answer.Code != code)
            {
                violations.Add(Invariant.EndedStaysEnded, $"{answer.Node} answered {answer.Status} {answer.Code} to {call.Path} of a grant that is {status}", person.GrantId);
            }
        }
    }

    private async Task<Answer> AnswerAsync(ApiCall call, Person person, Random random)
    {
        var answer = await api.RepeatAsync(call, person, random, MostAttempts);
        if (!answer.IsSuccess)
        {
            violations.Add(Invariant.AcknowledgedIsKept, $"{answer.Node} answered {answer.Status} {answer.Code} to {call.Method} {call.Path} when all was calm: {answer.Text}", person.GrantId);
        }

        return answer;
    }
}
